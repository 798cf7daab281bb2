import Glibc
import Synchronization

/// A process that this program has started.
///
/// It is collected here and nowhere else, and signalled only until then, so that its number never
/// is another's. What it says goes to files.
final class Spawned: Sendable {
    /// How it ended.
    enum Ending: Hashable, Sendable {
        case exited(Int32)
        case killed(Int32)
    }

    /// This program has never as many files and sockets open.
    private static let descriptorsMax: CInt = 1024

    let processID: pid_t
    private let ending = Mutex<Ending?>(nil)

    /// Starts `program`, looked up nowhere.
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
        // Were a socket of ours open there too, to close it here would break no connection. (To
        // close what is not open is no failure.)
        for descriptor in 3..<Self.descriptorsMax {
            unsafe posix_spawn_file_actions_addclose(&actions, descriptor)
        }
        let words = unsafe ([program] + arguments).map { unsafe strdup($0) } + [nil]
        let variables = unsafe environment.map { unsafe strdup("\($0.key)=\($0.value)") } + [nil]
        // Both are copied into the new process; ours are given up here.
        defer { unsafe (words + variables).forEach { unsafe free($0) } }
        var number = pid_t()
        let failure = unsafe posix_spawn(&number, program, &actions, nil, words, variables)
        guard failure == 0 else {
            throw Trouble("cannot start \(program): \(unsafe String(cString: strerror(failure)))")
        }
        processID = number
    }

    /// Sends a signal, unless it has ended.
    func signal(_ number: Int32) {
        ending.withLock { ending in
            if ending == nil { kill(processID, number) }
        }
    }

    /// How it ended; nil while it runs.
    func poll() -> Ending? {
        ending.withLock { ending in
            if ending == nil { ending = collect() }
            return ending
        }
    }

    /// Waits for its end; nil where it still runs then.
    func wait(_ patience: Patience) async throws -> Ending? {
        try await patience.wait { poll() }
    }

    /// Ends it at once and collects it.
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
