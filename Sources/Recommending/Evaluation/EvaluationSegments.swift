internal import Glibc

// A mean over all queries hides whom a method serves. So the first depth is shown for kinds of
// queries, too; a query may belong to several:
//
//     new items      the item was first met after the split (live protocol)
//     tail items     all but the fifth of the items with most behaviors in training
//     new users      nobody who behaved in training
//     light users    fewer than 5 behaviors before the query
//     heavy users    at least 50 behaviors before the query
//
// And since popular items are what is mostly sought, and what is easily found, a second mean weighs
// each query by the inverse of its item's popularity, damped by a square root (Schnabel et al.:
// Recommendations as Treatments, ICML 2016):
//
//     debiased NDCG = Σ_q NDCG_q / √(n_i + 1)  /  Σ_q 1 / √(n_i + 1)      n_i behaviors in training

/// How well a method does on one kind of queries, at the first depth.
public struct SegmentFigures: Hashable, Sendable {
    /// The kind: "new items".
    public let name: String
    /// How many queries are of it.
    public let queries: Int
    /// The mean NDCG.
    public let ndcg: Double
    /// The share of queries with a hit.
    public let hitRate: Double
}

/// Which queries are of which kind, and how much each weighs without the bias of popularity.
struct EvaluationSegments: Sendable {
    /// The number of behaviors from which a history is long.
    static let heavyMin = 50
    /// The number of behaviors below which a history is short.
    static let lightMax = 5
    /// The share of the items that is not the tail.
    static let headShare = 0.2

    private let members: [(name: String, isMember: [Bool])]
    private let weights: [Double]

    init(_ log: EvaluationLog) {
        let counts = log.trainingCounts
        let head = Set(
            counts.indices.sorted { (counts[$0], $1) > (counts[$1], $0) }
                .prefix(Int(Self.headShare * Double(counts.count))))
        let users = log.training.starts
        func of(_ isMember: (Query) -> Bool) -> [Bool] { log.queries.map(isMember) }
        var members = [
            ("tail items", of { $0.sought.contains { !head.contains(Int($0)) } }),
            (
                "new users",
                of { query in
                    let user = Int(log.owner(of: query.position))
                    return users[user] == users[user + 1]
                }
            ),
            ("light users", of { $0.position - $0.start < Self.lightMax }),
            ("heavy users", of { $0.position - $0.start >= Self.heavyMin }),
        ]
        if log.rules.evaluationProtocol == .live {
            members.insert(
                ("new items", of { $0.sought.contains { counts[Int($0)] == 0 } }), at: 0)
        }
        self.members = members.map { (name: $0.0, isMember: $0.1) }
        weights = log.queries.map { query in
            let count = query.sought.map { counts[Int($0)] }.min() ?? 0
            return 1 / Double(count + 1).squareRoot()
        }
    }

    /// The figures of every kind that has queries.
    func figures(_ gains: [Float]) -> [SegmentFigures] {
        members.compactMap { name, isMember in
            let own = zip(gains, isMember).filter(\.1).map { Double($0.0) }
            guard !own.isEmpty else { return nil }
            let size = Double(own.count)
            return SegmentFigures(
                name: name, queries: own.count, ndcg: own.reduce(0, +) / size,
                hitRate: Double(own.count { $0 > 0 }) / size)
        }
    }

    /// The mean without the bias of popularity.
    func debiased(_ gains: [Float]) -> Double {
        let sum = zip(gains, weights).reduce(0) { $0 + Double($1.0) * $1.1 }
        return sum / weights.reduce(0, +)
    }
}

extension EvaluationLog {
    /// How many behaviors of the training part each item has.
    var trainingCounts: [Int] {
        var counts = [Int](repeating: 0, count: itemCount)
        for place in training.places { counts[Int(place)] += 1 }
        return counts
    }
}
