internal import Glibc

/// The process that listens on a socket.
struct Listener {
    let processID: pid_t

    /// SO_PEERCRED on every architecture that MongoDB runs on.
    private static let peerCredentials: CInt = 17

    /// Connects once and asks the kernel for the listening process; nil when none accepts.
    ///
    /// The process number, which is always current, unlike a number in a file.
    init?(at path: String) {
        guard path.utf8.count <= SocketPath.bytesMax else { return nil }
        let descriptor = socket(AF_UNIX, CInt(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }

        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        unsafe withUnsafeMutableBytes(of: &address.sun_path) { field in
            unsafe field.copyBytes(from: path.utf8)
        }
        let size = socklen_t(MemoryLayout<sockaddr_un>.size)
        let refused = unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe connect(descriptor, $0, size)
            }
        }
        guard refused == 0 else { return nil }

        // struct ucred: process, user and group, 32 bits each.
        var credentials: [Int32] = [0, 0, 0]
        var length = socklen_t(3 * MemoryLayout<Int32>.size)
        let unknown = unsafe getsockopt(
            descriptor, SOL_SOCKET, Self.peerCredentials, &credentials, &length)
        guard unknown == 0, credentials[0] > 0 else { return nil }
        processID = credentials[0]
    }
}
