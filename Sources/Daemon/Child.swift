internal import Glibc

/// A child process that outlives this program.
///
/// It has its own session, so that Ctrl-C and a closed terminal do not reach it, and its own
/// output file, so that nothing waits for a pipe that it keeps open. It also inherits one lock,
/// which is therefore held exactly as long as the child lives, starting before its first
/// instruction, even when this program ends.
struct Child {
    let processID: pid_t

    /// The number of the lock's descriptor in the child: the first after the standard three.
    private static let lockDescriptor: CInt = 3
    /// Descriptors inherited from a shell or a script have low numbers.
    private static let inheritedMax: CInt = 256
    /// POSIX_SPAWN_SETSID, which the headers define only for GNU programs.
    private static let newSession: CInt = 0x80

    /// Starts `program`, given by its path, and writes its output to the file `output`.
    init(
        _ program: String, _ arguments: [String], environment: [String: String],
        output: String, holding lock: borrowing FileLock
    ) throws(DaemonError) {
        var actions = unsafe posix_spawn_file_actions_t()
        unsafe posix_spawn_file_actions_init(&actions)
        defer { unsafe posix_spawn_file_actions_destroy(&actions) }
        unsafe Self.arrange(&actions, output: output, lock: lock.descriptor)
        var attributes = posix_spawnattr_t()
        unsafe posix_spawnattr_init(&attributes)
        defer { unsafe posix_spawnattr_destroy(&attributes) }
        Self.arrange(&attributes)

        let words = CStrings([program] + arguments)
        let variables = CStrings(environment.map { "\($0.key)=\($0.value)" })
        var processID = pid_t()
        let failure = unsafe posix_spawn(
            &processID, program, &actions, &attributes, words.pointers, variables.pointers)
        guard failure == 0 else {
            throw DataFolder.trouble("cannot start \(program)", failure)
        }
        self.processID = processID
    }

    private static func arrange(
        _ actions: inout posix_spawn_file_actions_t, output: String, lock: CInt
    ) {
        unsafe posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        unsafe posix_spawn_file_actions_addopen(
            &actions, 1, output, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        unsafe posix_spawn_file_actions_adddup2(&actions, 1, 2)
        // A duplicate has no close-on-exec flag, even when the number is the same.
        unsafe posix_spawn_file_actions_adddup2(&actions, lock, lockDescriptor)
        for descriptor in (lockDescriptor + 1)..<inheritedMax {
            let flags = fcntl(descriptor, F_GETFD)
            if flags >= 0, flags & FD_CLOEXEC == 0 {
                unsafe posix_spawn_file_actions_addclose(&actions, descriptor)
            }
        }
    }

    /// A new session, with no signal blocked or ignored: a child of a program that ignores
    /// SIGTERM would ignore it too.
    private static func arrange(_ attributes: inout posix_spawnattr_t) {
        var none = sigset_t()
        unsafe sigemptyset(&none)
        var all = sigset_t()
        unsafe sigfillset(&all)
        unsafe posix_spawnattr_setsigmask(&attributes, &none)
        unsafe posix_spawnattr_setsigdefault(&attributes, &all)
        unsafe posix_spawnattr_setflags(
            &attributes, Int16(newSession | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
    }

    /// Whether the child has ended, and reaps it. True for a process that is not our child.
    func hasEnded() -> Bool {
        waitpid(processID, nil, WNOHANG) != 0
    }

    /// Asks the child to end. As long as it is not reaped, no other process has its number.
    func terminate() {
        if !hasEnded() { kill(processID, SIGTERM) }
    }
}

/// A null-terminated array of C strings, as exec expects it.
@safe private struct CStrings: ~Copyable {
    let pointers: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>

    /// Copies each string; a NUL inside one ends it.
    init(_ strings: [String]) {
        unsafe pointers = .allocate(capacity: strings.count + 1)
        for (index, string) in strings.enumerated() {
            unsafe (pointers + index).initialize(to: strdup(string))
        }
        unsafe (pointers + strings.count).initialize(to: nil)
    }

    deinit {
        var next = unsafe pointers
        while let string = unsafe next.pointee {
            unsafe free(string)
            unsafe next += 1
        }
        unsafe pointers.deallocate()
    }
}
