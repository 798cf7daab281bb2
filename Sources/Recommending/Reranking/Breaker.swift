internal import Synchronization

// closed ──failures in a row──> open ──pause──> half open: one call tries
//   ▲                             ▲                 │
//   └────────── it succeeds ──────┼─────────────────┤
//                                 └──── it fails ───┘

/// Keeps calls from a server that fails, so that nobody waits for it.
final class Breaker: Sendable {
    private struct State {
        var failures = 0
        /// Until when it is open; nil: closed.
        var openUntil: Duration?
        var isTrying = false
    }

    private let failuresMax: Int
    private let pause: Duration
    /// The time that has passed since some moment.
    private let elapsed: @Sendable () -> Duration
    private let state = Mutex(State())

    init(failuresMax: Int, pause: Duration, elapsed: @escaping @Sendable () -> Duration) {
        self.failuresMax = max(1, failuresMax)
        self.pause = pause
        self.elapsed = elapsed
    }

    /// Whether nothing would be let through now.
    var isOpen: Bool {
        let now = elapsed()
        return state.withLock { state in
            state.openUntil.map { now < $0 || state.isTrying } ?? false
        }
    }

    /// Whether a call may go through. The one that tries after a pause must report its end.
    func admit() -> Bool {
        let now = elapsed()
        return state.withLock { state in
            guard let end = state.openUntil else { return true }
            guard now >= end, !state.isTrying else { return false }
            state.isTrying = true
            return true
        }
    }

    func succeed() { state.withLock { $0 = State() } }

    /// Counts a failure; `retryAfter`: how long the server wants to be left alone.
    func fail(retryAfter: Duration?) {
        let now = elapsed()
        state.withLock { state in
            state.failures += 1
            let wasTrying = state.isTrying
            state.isTrying = false
            guard wasTrying || state.failures >= failuresMax || retryAfter != nil else { return }
            state.openUntil = now + max(pause, retryAfter ?? .zero)
        }
    }

    /// Ends a call that says nothing about the server.
    func withdraw() { state.withLock { $0.isTrying = false } }
}
