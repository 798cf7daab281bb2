import Glibc
import Synchronization

/// A child process of this program.
///
/// Only this type reaps the process, and sends signals only before that, so that its number always
/// belongs to it. Its output goes to files.
final class Spawned: Sendable {
    /// The end of the process.
    enum Ending: Hashable, Sendable {
        case exited(Int32)
        case killed(Int32)
    }

    /// More descriptors than this program ever has open.
    private static let descriptorsMax: CInt = 1024

    let processID: pid_t
    private let ending = Mutex<Ending?>(nil)

    /// Starts `program`, given by its path.
    init(
        _ program: String, _ arguments: [String], environment: [String: String], output: String,
        errors: String
    ) throws {
        var actions = unsafe posix_spawn_file_actions_t()
        unsafe posix_spawn_file_actions_init(&actions)
        defer { unsafe posix_spawn_file_actions_destroy(&actions) }
        let flags = O_WRONLY | O_CREAT | O_APPEND
        unsafe posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        unsafe posix_spawn_file_actions_addopen(&actions, 1, output, flags, 0o600)
        unsafe posix_spawn_file_actions_addopen(&actions, 2, errors, flags, 0o600)
        // If the child had our sockets too, closing them here would not end a connection. (Closing
        // a descriptor that is not open is not an error.)
        for descriptor in 3..<Self.descriptorsMax {
            unsafe posix_spawn_file_actions_addclose(&actions, descriptor)
        }
        let words = unsafe ([program] + arguments).map { unsafe strdup($0) } + [nil]
        let variables = unsafe environment.map { unsafe strdup("\($0.key)=\($0.value)") } + [nil]
        // Both are copied into the new process; ours are freed here.
        defer { unsafe (words + variables).forEach { unsafe free($0) } }
        var number = pid_t()
        let failure = unsafe posix_spawn(&number, program, &actions, nil, words, variables)
        guard failure == 0 else {
            throw Trouble("cannot start \(program): \(unsafe String(cString: strerror(failure)))")
        }
        processID = number
    }

    /// Sends a signal, unless the process has ended.
    func signal(_ number: Int32) {
        ending.withLock { ending in
            if ending == nil { kill(processID, number) }
        }
    }

    /// The end of the process; nil while it runs.
    func poll() -> Ending? {
        ending.withLock { ending in
            if ending == nil { ending = collect() }
            return ending
        }
    }

    /// Waits for the end of the process; nil when it is still running after that.
    func wait(_ patience: Patience) async throws -> Ending? {
        try await patience.wait { poll() }
    }

    /// Kills and reaps the process.
    func end() {
        ending.withLock { ending in
            guard ending == nil else { return }
            kill(processID, SIGKILL)
            var status: Int32 = 0
            unsafe waitpid(processID, &status, 0)
            ending = .killed(SIGKILL)
        }
    }

    private func collect() -> Ending? {
        var status: Int32 = 0
        guard unsafe waitpid(processID, &status, WNOHANG) == processID else { return nil }
        let signal = status & 0x7f
        return signal == 0 ? .exited((status >> 8) & 0xff) : .killed(signal)
    }
}
