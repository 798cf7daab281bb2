internal import Glibc

/// Where the server of a data folder listens.
///
/// In the folder itself, unless that path is one the kernel or MongoDB cannot take: a
/// socket's path holds 107 bytes, and MongoDB reads commas, colons and the like in
/// it as its own. Then it is a short name in a folder of the user's under `/tmp`.
struct SocketPath {
    /// What `sockaddr_un` holds, less the NUL at its end.
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
                "\(refuge) should be a folder that only you can use: remove it, or choose a data "
                    + "folder with a shorter, plainer path with --data")
        }
        path = "\(refuge)/\(String(Self.digest(folder.path), radix: 36)).sock"
    }

    /// The URI for this socket; everything but letters and digits is escaped.
    ///
    /// Direct: the set has this one member, and there is nothing to discover.
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

    /// Anybody can make a folder in `/tmp`: it must be ours, closed to others, and no link.
    private static func isPrivate(_ folder: String) -> Bool {
        var status = stat()
        return unsafe lstat(folder, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
            && status.st_uid == geteuid() && status.st_mode & 0o077 == 0
    }

    /// FNV-1a in 64 bits: the same name for the same folder, today and tomorrow.
    private static func digest(_ text: String) -> UInt64 {
        text.utf8.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
    }
}
