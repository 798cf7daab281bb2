internal import Interest
internal import Synchronization

// A model that learns while it serves must not change under a request: the parts of a score would
// no longer add up to it. So requests read a row of shares that is made once and shared, and made
// again for the first request after something was learned.
//
// After a long silence the counts are all but gone, and the next click would be all that trends. So
// the shares that training found count as if a few behaviors had just been shared out by them:
//
//     trend(i) = Σ_h factor_h · (count_h(i) + memory · share_h(i)) / (Σ_j count_h(j) + memory)
//
// with counts as of the newest behavior. In a busy shop it changes nothing, and right after
// training it changes nothing anywhere.
//
// Items that training has not met are counted from their first behavior on, up to a limit: then
// those that fewest turn to lately make room.

/// Decayed counts that go on counting, and what they say together.
final class LiveTrends: Sendable {
    private struct State {
        var counts: [DecayedCounts]
        /// Who is counted behind the items of the training.
        var newcomers = Newcomers()
        /// What the counts say, until something is learned.
        var standing: Standing?

        /// Where an item is counted that training has not met, behind the `count` that it has.
        mutating func place(of item: ItemID, behind count: Int) -> Int {
            if let place = newcomers.place(of: item) { return count + place }
            if newcomers.count >= LiveTrends.newcomersMax { makeRoom(behind: count) }
            for index in counts.indices { counts[index].grow() }
            return count + newcomers.add(item)
        }

        /// Keeps the half that most turn to.
        private mutating func makeRoom(behind count: Int) {
            var best = BestRanked(limit: LiveTrends.newcomersMax / 2)
            for place in newcomers.ids.indices {
                best.take(Ranked(score: counts[0].counts[count + place], place: place))
            }
            let kept = best.sorted().map(\.place).sorted()
            newcomers = Newcomers(kept.map { newcomers[$0] })
            for index in counts.indices {
                counts[index].keep(count, and: kept.map { count + $0 })
            }
        }
    }

    /// The most items that are counted besides those of the training.
    static let newcomersMax = 10_000

    /// How many behaviors the shares of training are worth.
    static let memory = 50.0

    /// What is read of the counts.
    enum Reading {
        /// Each item's share of them, with the memory of training.
        case shares
        /// The counts as of the newest behavior.
        case counts
    }

    /// How much each of the counts says.
    let factors: [Double]
    private let memory: Double
    private let reading: Reading
    /// The shares that training found, one list for each of the counts.
    private let shares: [[Double]]
    private let state: Mutex<State>

    /// Takes counts of one and the same items, and the weight of each.
    init(
        _ counts: [DecayedCounts], factors: [Double], memory: Double = LiveTrends.memory,
        reading: Reading = .shares
    ) {
        self.factors = factors
        self.memory = reading == .shares ? memory : 0
        self.reading = reading
        shares = counts.map(\.shares)
        state = Mutex(State(counts: counts))
    }

    /// The counts of the training's items as they are now.
    var counts: [DecayedCounts] {
        let count = shares.first?.count ?? 0
        return state.withLock { state in
            state.counts.map { counts in
                var own = counts
                if own.counts.count > count { own.keep(count, and: []) }
                return own
            }
        }
    }

    /// For each item the sum of its shares of the counts, each times its factor; empty where
    /// there are no counts.
    var standing: Standing { present.standing }

    /// The same, and the items that stand behind those of the training.
    var present: (standing: Standing, newcomers: Newcomers) {
        state.withLock { state in
            if let standing = state.standing { return (standing, state.newcomers) }
            var row = [Double](repeating: 0, count: state.counts.first?.counts.count ?? 0)
            for (number, counts) in state.counts.enumerated() {
                let left = counts.left
                let sum = reading == .shares ? counts.sum * left + memory : 1
                guard sum > 0 else { continue }
                let (known, factor) = (shares[number], factors[number] / sum)
                for place in known.indices {
                    row[place] += factor * (counts.counts[place] * left + memory * known[place])
                }
                for place in known.count..<row.count {
                    row[place] += factor * (counts.counts[place] * left)
                }
            }
            let standing = Standing(row)
            state.standing = standing
            return (standing, state.newcomers)
        }
    }

    /// Goes on counting.
    func learn(
        _ behaviors: [LiveBehavior], in items: ItemIndex, weighting: Weighting = .presence
    ) {
        state.withLock { state in
            guard !behaviors.isEmpty, !state.counts.isEmpty else { return }
            for behavior in behaviors {
                let place =
                    items.trainedPlace(of: behavior.item)
                    ?? state.place(of: behavior.item, behind: items.ids.count)
                for index in state.counts.indices {
                    state.counts[index].take(
                        place, at: behavior.counted.milliseconds,
                        strength: weighting.strength(Float(behavior.gain)))
                }
            }
            state.standing = nil
        }
    }
}
