internal import Glibc

/// The three pipes between a process and its worker, and how the worker is started on them.
final class WorkerPipes: Sendable {
    private let input: (read: CInt, write: CInt)
    private let output: (read: CInt, write: CInt)
    private let errors: (read: CInt, write: CInt)

    /// Descriptors inherited from a shell or a script have low numbers.
    private static let inheritedMax: CInt = 256

    /// What the worker says, to be read without blocking.
    var ends: [CInt] { [output.read, errors.read] }

    /// Makes the pipes and puts the order into the first, where it waits for its reader: written
    /// now, because there can be no reader yet that is gone.
    init(order: String) throws(WorkerProcess.Failure) {
        input = try Self.pipe()
        output = try Self.pipe()
        errors = try Self.pipe()
        var order = order
        let written = order.withUTF8 { unsafe write(input.write, $0.baseAddress, $0.count) }
        guard written == order.utf8.count else { throw Self.trouble("cannot write to a worker") }
        for end in ends { _ = fcntl(end, F_SETFL, O_NONBLOCK) }
    }

    deinit {
        for end in [input.write] + ends { close(end) }
    }

    private static func pipe() throws(WorkerProcess.Failure) -> (read: CInt, write: CInt) {
        var ends: (CInt, CInt) = (0, 0)
        let failure = unsafe withUnsafeMutableBytes(of: &ends) { bytes in
            unsafe Glibc.pipe(bytes.assumingMemoryBound(to: CInt.self).baseAddress)
        }
        guard failure == 0 else { throw trouble("cannot make a pipe") }
        for end in [ends.0, ends.1] { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        return ends
    }

    /// Starts this program once more; the worker's ends of the pipes are then its own alone.
    func spawn(
        _ arguments: [String], environment: [String]
    ) throws(WorkerProcess.Failure) -> pid_t {
        defer { for end in [input.read, output.write, errors.write] { close(end) } }
        var actions = unsafe posix_spawn_file_actions_t()
        unsafe posix_spawn_file_actions_init(&actions)
        defer { unsafe posix_spawn_file_actions_destroy(&actions) }
        unsafe posix_spawn_file_actions_adddup2(&actions, input.read, 0)
        unsafe posix_spawn_file_actions_adddup2(&actions, output.write, 1)
        unsafe posix_spawn_file_actions_adddup2(&actions, errors.write, 2)
        for descriptor in CInt(3)..<Self.inheritedMax {
            let flags = fcntl(descriptor, F_GETFD)
            if flags >= 0, flags & FD_CLOEXEC == 0 {
                unsafe posix_spawn_file_actions_addclose(&actions, descriptor)
            }
        }
        var attributes = posix_spawnattr_t()
        unsafe posix_spawnattr_init(&attributes)
        defer { unsafe posix_spawnattr_destroy(&attributes) }
        Self.arrange(&attributes)
        // The arrays own the copies, which are freed when the worker has been started.
        let words = unsafe (["ebb"] + arguments).map { unsafe strdup($0) }
        defer { unsafe words.forEach { unsafe free($0) } }
        let variables = unsafe environment.map { unsafe strdup($0) }
        defer { unsafe variables.forEach { unsafe free($0) } }
        var process = pid_t()
        // The file that runs, even where another one has replaced it on disk.
        let failure = unsafe posix_spawn(
            &process, "/proc/self/exe", &actions, &attributes, words + [nil], variables + [nil])
        guard failure == 0 else {
            errno = failure
            throw Self.trouble("cannot start a worker")
        }
        return process
    }

    /// A process group of its own, so that Ctrl-C reaches it through its server only, and no
    /// signal blocked or ignored.
    private static func arrange(_ attributes: inout posix_spawnattr_t) {
        var none = sigset_t()
        unsafe sigemptyset(&none)
        var all = sigset_t()
        unsafe sigfillset(&all)
        unsafe posix_spawnattr_setsigmask(&attributes, &none)
        unsafe posix_spawnattr_setsigdefault(&attributes, &all)
        unsafe posix_spawnattr_setpgroup(&attributes, 0)
        unsafe posix_spawnattr_setflags(
            &attributes,
            Int16(POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
    }

    private static func trouble(_ what: String) -> WorkerProcess.Failure {
        WorkerProcess.Failure(description: "\(what): \(unsafe String(cString: strerror(errno)))")
    }
}
