internal import Interest
internal import Synchronization

// A model that learns while it serves must not change under a request: the parts of a score would
// no longer add up to it. So requests read a row of shares that is made once and shared, and made
// anew for the first request after something was learnt.
//
// After a long silence the counts are all but gone, and the next click would be all that trends. So
// the shares that training found count as if a few behaviours had just been shared out by them:
//
//     trend(i) = Σ_h factor_h · (count_h(i) + memory · share_h(i)) / (Σ_j count_h(j) + memory)
//
// with counts as of the newest behaviour. In a busy shop it changes nothing, and right after
// training it changes nothing anywhere.

/// Decayed counts that go on counting, and what they say together.
final class LiveTrends: Sendable {
    private struct State {
        var counts: [DecayedCounts]
        /// What the counts say, until something is learnt.
        var standing: Standing?
    }

    /// How many behaviours the shares of training are worth.
    static let memory = 50.0

    /// How much each of the counts says.
    let factors: [Double]
    private let memory: Double
    /// The shares that training found, one list for each of the counts.
    private let shares: [[Double]]
    private let state: Mutex<State>

    /// Takes counts of one and the same items, and the weight of each.
    init(_ counts: [DecayedCounts], factors: [Double], memory: Double = LiveTrends.memory) {
        self.factors = factors
        self.memory = memory
        shares = counts.map(\.shares)
        state = Mutex(State(counts: counts))
    }

    /// The counts as they are now.
    var counts: [DecayedCounts] { state.withLock { $0.counts } }

    /// For each item the sum of its shares of the counts, each times its factor; empty where
    /// there are no counts.
    var standing: Standing {
        state.withLock { state in
            if let standing = state.standing { return standing }
            var row = [Double](repeating: 0, count: state.counts.first?.counts.count ?? 0)
            for (number, counts) in state.counts.enumerated() {
                let left = counts.left
                let sum = counts.sum * left + memory
                guard sum > 0 else { continue }
                let (known, factor) = (shares[number], factors[number] / sum)
                for place in row.indices {
                    row[place] += factor * (counts.counts[place] * left + memory * known[place])
                }
            }
            let standing = Standing(row)
            state.standing = standing
            return standing
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
                    state.counts[index].take(place, at: behavior.time.milliseconds)
                }
            }
            state.standing = nil
        }
    }
}
