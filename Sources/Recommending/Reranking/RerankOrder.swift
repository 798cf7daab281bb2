internal import Interest

// The order of a model is taken for what it is worth: an index beyond the list is dropped, a
// repeated one counts once, and what the model left out follows in its old order. So every
// candidate appears exactly once whatever the answer says. The final order mixes both:
//
//     s_i = (1 - γ)·(1 - i/n) + γ·(1 - r_i/n)     i the old rank, r_i the model's, n the length

/// The order of a list after a model has answered.
struct RerankOrder: Hashable, Sendable {
    /// The model's order of all candidates, by old rank.
    let ranks: [Int]
    /// How many entries of the answer were dropped: unknown or repeated.
    let dropped: Int
    /// How many candidates the answer left out.
    let missing: Int

    init(_ answer: [RankedDocuments.Entry], count: Int) {
        var order: [Int] = []
        var isTaken = [Bool](repeating: false, count: count)
        var dropped = 0
        let sorted = answer.enumerated().sorted { first, second in
            (second.element.score, first.offset) < (first.element.score, second.offset)
        }
        for (_, entry) in sorted {
            guard isTaken.indices ~= entry.index, entry.score.isFinite, !isTaken[entry.index]
            else {
                dropped += 1
                continue
            }
            isTaken[entry.index] = true
            order.append(entry.index)
        }
        missing = count - order.count
        order += isTaken.indices.filter { !isTaken[$0] }
        ranks = order
        self.dropped = dropped
    }

    /// The old ranks in the final order.
    func mixed(by share: Double) -> [Int] {
        let count = Double(ranks.count)
        var scores = [Double](repeating: 0, count: ranks.count)
        for (rank, old) in ranks.enumerated() {
            scores[old] =
                (1 - share) * (1 - Double(old) / count)
                + share * (1 - Double(rank) / count)
        }
        return ranks.indices.sorted { first, second in
            (scores[second], first) < (scores[first], second)
        }
    }
}
