internal import Synchronization

/// Orders by the texts that asked for them: bounded, in memory, and for a while.
///
/// A key is a text in full, so that no two can be mistaken for each other. It holds no id: there is
/// nothing in it to erase, and nothing of it outlives the process.
final class RerankCache: Sendable {
    private struct Entry {
        let order: RerankOrder
        let made: Duration
    }

    private struct State {
        var young: [String: Entry] = [:]
        var old: [String: Entry] = [:]
    }

    private let limit: Int
    private let age: Duration
    private let elapsed: @Sendable () -> Duration
    private let state = Mutex(State())

    init(limit: Int, age: Duration, elapsed: @escaping @Sendable () -> Duration) {
        self.limit = limit
        self.age = age
        self.elapsed = elapsed
    }

    func order(_ key: String) -> RerankOrder? {
        let now = elapsed()
        return state.withLock { state in
            guard let entry = state.young[key] ?? state.old[key], now - entry.made < age else {
                return nil
            }
            return entry.order
        }
    }

    /// Two generations: when the young one is half of the limit, the old one goes.
    func keep(_ order: RerankOrder, under key: String) {
        guard limit > 1 else { return }
        let entry = Entry(order: order, made: elapsed())
        state.withLock { state in
            if state.young.count >= limit / 2 {
                state.old = state.young
                state.young = [:]
            }
            state.young[key] = entry
        }
    }

}
