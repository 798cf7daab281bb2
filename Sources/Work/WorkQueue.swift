internal import Synchronization

/// Lets jobs work one after the other, in the order in which they came.
public final class WorkQueue: Sendable {
    private struct Waiter {
        let number: Int
        let kind: String
        let turn: AsyncStream<Void>.Continuation
    }

    private struct State {
        var next = 0
        /// Who works comes first, then who waits.
        var line: [Waiter] = []
    }

    private let state = Mutex(State())

    /// An empty line.
    public init() {}

    /// Does `work` when its turn has come; a canceled task leaves the line at once.
    ///
    /// - Parameter waiting: hears what is waited for.
    public func turn<T>(
        of kind: String, waiting: (String) -> Void, _ work: () async throws -> T
    ) async throws -> T {
        let (turns, turn) = AsyncStream<Void>.makeStream()
        let (number, before) = state.withLock { state in
            state.next += 1
            let before = state.line.map(\.kind)
            state.line.append(Waiter(number: state.next, kind: kind, turn: turn))
            return (state.next, before)
        }
        defer { leave(number) }
        if before.isEmpty {
            turn.yield()
        } else {
            waiting("queued behind \(before.joined(separator: ", "))")
        }
        for await _ in turns { break }
        try Task.checkCancellation()
        return try await work()
    }

    /// Calls the next where the one who leaves was first.
    private func leave(_ number: Int) {
        state.withLock { state in
            let wasFirst = state.line.first?.number == number
            state.line.removeAll { $0.number == number }
            if wasFirst { state.line.first?.turn.yield() }
        }
    }
}
