internal import Interest
internal import Synchronization

// A model that learns while it serves must not change under a request: the parts of a score would
// no longer add up to it. So requests read a row of shares that is made once and shared, and made
// anew for the first request after something was learnt.

/// Decayed counts that go on counting, and what they say together.
final class LiveTrends: Sendable {
    private struct State {
        var counts: [DecayedCounts]
        /// What the counts say, until something is learnt.
        var row: [Double]?
    }

    /// How much each of the counts says.
    let factors: [Double]
    private let state: Mutex<State>

    /// Takes counts of one and the same items, and the weight of each.
    init(_ counts: [DecayedCounts], factors: [Double]) {
        self.factors = factors
        state = Mutex(State(counts: counts))
    }

    /// The counts as they are now.
    var counts: [DecayedCounts] { state.withLock { $0.counts } }

    /// For each item the sum of its shares of the counts, each times its factor; empty where
    /// there are no counts.
    var row: [Double] {
        state.withLock { state in
            if let row = state.row { return row }
            var row = [Double](repeating: 0, count: state.counts.first?.counts.count ?? 0)
            for (counts, factor) in zip(state.counts, factors) {
                counts.addShares(times: factor, to: &row)
            }
            state.row = row
            return row
        }
    }

    /// Goes on counting.
    func learn(_ behaviors: [LiveBehavior], in items: ItemIndex) {
        let known = behaviors.compactMap { behavior in
            items.place(of: behavior.item).map { (place: $0, behavior: behavior) }
        }
        guard !known.isEmpty else { return }
        state.withLock { state in
            for index in state.counts.indices {
                for (place, behavior) in known {
                    state.counts[index].take(
                        place, at: behavior.time.milliseconds, strength: behavior.strength)
                }
            }
            state.row = nil
        }
    }
}
