internal import Interest

// Maximal marginal relevance (Carbonell, Goldstein: The Use of MMR, Diversity-Based Reranking,
// SIGIR 1998): one after the other comes the item of the highest
//
//     (1 - d) · score / highest score  -  d · the most that it is like one chosen before
//
// The similarity of two items is the Jaccard index of their categories and words, from 0 to 1. An
// item that the catalog does not know is similar to nothing.

/// Reorders a ranking, so that neighbors in it differ.
struct Diversity {
    private let weight: Double
    private let words: [ItemID: Set<String>]

    init(_ weight: Double, _ items: [ItemID: Item]) {
        self.weight = weight
        words = items.mapValues { Set($0.categories + $0.labels.words) }
    }

    /// The first `count`.
    func ordered(_ ranking: [Recommendation], count: Int) -> [Recommendation] {
        guard let highest = ranking.first?.score, highest > 0 else { return ranking }
        var left = ranking.map { (found: $0, likeness: 0.0) }
        var chosen: [Recommendation] = []
        while chosen.count < count, !left.isEmpty {
            let values = left.map { found, likeness in
                (1 - weight) * found.score / highest - weight * likeness
            }
            // The first of equals: the order of the ranking decides.
            let best = values.indices.reduce(0) { values[$1] > values[$0] ? $1 : $0 }
            let next = left.remove(at: best).found
            chosen.append(next)
            for index in left.indices {
                left[index].likeness = max(
                    left[index].likeness, likeness(next.item, left[index].found.item))
            }
        }
        return chosen
    }

    private func likeness(_ first: ItemID, _ second: ItemID) -> Double {
        guard let one = words[first], let other = words[second] else { return 0 }
        let shared = one.intersection(other).count
        let all = one.count + other.count - shared
        return all == 0 ? 0 : Double(shared) / Double(all)
    }
}
