internal import Glibc

/// The path of the socket on which the server of a data folder listens.
///
/// The socket is in the folder itself, unless the kernel or MongoDB cannot use that path: a socket
/// path has at most 107 bytes, and MongoDB treats commas, colons and the like as separators. In
/// that case it is a short name in a folder of the user under `/tmp`.
struct SocketPath {
    /// The capacity of `sockaddr_un`, without the NUL at the end.
    static let bytesMax = 107

    let path: String

    init(of folder: DataFolder) throws(DaemonError) {
        let inside = "\(folder.path)/ebb.sock"
        if inside.utf8.count <= Self.bytesMax, inside.utf8.allSatisfy(Self.isPlain) {
            path = inside
            return
        }
        let refuge = "/tmp/ebb-\(geteuid())"
        try DataFolder.make(refuge, mode: 0o700)
        guard Self.isPrivate(refuge) else {
            throw DaemonError(
                .folder,
                "\(refuge) must be a folder that only you can use: remove it, or use --data to "
                    + "choose a data folder whose path is short and has only letters and digits")
        }
        path = "\(refuge)/\(String(Self.digest(folder.path), radix: 36)).sock"
    }

    /// The URI for this socket, in which everything but letters and digits is escaped.
    ///
    /// The connection is direct, because the set has only this member.
    var uri: String {
        var host = ""
        for byte in path.utf8 {
            if Self.isAlphanumeric(byte) {
                host.unicodeScalars.append(Unicode.Scalar(byte))
            } else {
                host += byte < 16 ? "%0" : "%"
                host += String(byte, radix: 16, uppercase: true)
            }
        }
        return "mongodb://\(host)/?directConnection=true"
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        isAlphanumeric(byte) || "/._-".utf8.contains(byte)
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "a")...UInt8(ascii: "z"):
            true
        default: false
        }
    }

    /// Anyone can create a folder in `/tmp`, so it must be ours, closed to others, and not a link.
    private static func isPrivate(_ folder: String) -> Bool {
        var status = stat()
        return unsafe lstat(folder, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
            && status.st_uid == geteuid() && status.st_mode & 0o077 == 0
    }

    /// FNV-1a in 64 bits: a stable name for each folder.
    private static func digest(_ text: String) -> UInt64 {
        text.utf8.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
    }
}
