internal import Glibc

/// An open file on which locks of the kernel's can be had.
///
/// The lock is the open file's (flock), not the process's: two of them in one process
/// exclude each other like two processes, and whoever is killed leaves none behind.
struct FileLock: ~Copyable {
    /// The descriptor, owned here; closed, and with it the lock given up, at the end.
    let descriptor: CInt
    private let path: String

    /// Opens the file, made if need be, without locking it.
    init(at path: String) throws(DaemonError) {
        // No child may inherit it by accident: the lock would live as long as the child.
        let flags = O_RDWR | O_CREAT | O_CLOEXEC
        let descriptor = unsafe Glibc.open(path, flags, 0o600)
        guard descriptor >= 0 else {
            throw DataFolder.trouble("cannot open \(path)", errno)
        }
        self.descriptor = descriptor
        self.path = path
    }

    deinit { close(descriptor) }

    /// Takes the lock if nobody else holds it, shared or not.
    func tryExclusive() throws(DaemonError) -> Bool { try attempt(LOCK_EX) }

    /// Takes the lock if nobody holds it exclusively. Gives up an exclusive one held here.
    func tryShared() throws(DaemonError) -> Bool { try attempt(LOCK_SH) }

    private func attempt(_ kind: CInt) throws(DaemonError) -> Bool {
        while flock(descriptor, kind | LOCK_NB) != 0 {
            switch errno {
            case EINTR: continue
            case EWOULDBLOCK: return false
            default: throw DataFolder.trouble("cannot lock \(path)", errno)
            }
        }
        return true
    }

    /// Waits for the lock without blocking a thread; false when the time is up.
    func exclusive(by deadline: Deadline) async throws(DaemonError) -> Bool {
        while try !tryExclusive() {
            if deadline.hasPassed { return false }
            try await deadline.pause()
        }
        return true
    }
}
