internal import Glibc

/// An open file that can be locked with `flock`.
///
/// The lock belongs to the open file, not to the process: two open files in one process exclude
/// each other like two processes. The kernel releases the locks of a killed process.
struct FileLock: ~Copyable {
    /// The descriptor, owned by this value; closing it releases the lock.
    let descriptor: CInt
    private let path: String

    /// Opens the file, or creates it, without locking it.
    init(at path: String) throws(DaemonError) {
        // A child must not inherit it by accident: the lock would live as long as the child.
        let flags = O_RDWR | O_CREAT | O_CLOEXEC
        let descriptor = unsafe Glibc.open(path, flags, 0o600)
        guard descriptor >= 0 else {
            throw DataFolder.trouble("cannot open \(path)", errno)
        }
        self.descriptor = descriptor
        self.path = path
    }

    deinit { close(descriptor) }

    /// Takes the exclusive lock if no other open file holds any lock.
    func tryExclusive() throws(DaemonError) -> Bool { try attempt(LOCK_EX) }

    /// Takes the shared lock if no other holds the exclusive one. Releases an own exclusive lock.
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

    /// Waits for the lock without blocking a thread; false after the deadline.
    func exclusive(by deadline: Deadline) async throws(DaemonError) -> Bool {
        while try !tryExclusive() {
            if deadline.hasPassed { return false }
            try await deadline.pause()
        }
        return true
    }
}
