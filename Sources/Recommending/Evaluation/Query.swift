internal import Glibc

/// What is to be predicted at a moment: one item, or what somebody took at once.
struct Query: Hashable, Sendable {
    /// How many behaviors of the whole log happened before.
    let moment: Int
    /// Where its user's behaviors begin in the log's columns.
    let start: Int
    /// Where it begins itself: its history lies between.
    let position: Int
    /// How many items can be ranked.
    let candidates: Int
    /// The items, each once; never none.
    private(set) var sought: [Int32]

    mutating func seek(_ place: Int32) {
        if !sought.contains(place) { sought.append(place) }
    }
}

/// Where the items sought stand in a ranking, counted from 0, equal scores sharing the average.
struct Ranks {
    private(set) var all: [Double] = []

    mutating func take(_ rank: Double) { all.append(rank) }

    mutating func clear() { all.removeAll(keepingCapacity: true) }

    /// How many stand among the first `depth`.
    func found(_ depth: Double) -> Int { all.count { $0 < depth } }

    /// The place of the foremost.
    var best: Double { all.reduce(.infinity, min) }

    /// The NDCG: what is gained, of what could be if all stood foremost.
    func gain(_ depth: Double) -> Double {
        if all.count == 1 { return all[0] < depth ? 1 / log2(all[0] + 2) : 0 }
        var (sum, most) = (0.0, 0.0)
        for (place, rank) in all.enumerated() {
            if rank < depth { sum += 1 / log2(rank + 2) }
            if Double(place) < depth { most += 1 / log2(Double(place) + 2) }
        }
        return most > 0 ? sum / most : 0
    }
}
