internal import Interest

// What training keeps of the log: 22 bytes a behavior, in columns, user after user.
//
//     user        0           1     2
//     starts      0           3     4     …
//     places      7  2  9  |  2  |  2  9  |   the item, by its place in the index
//     gains       1  1 -1  |  1  |  …         what the behavior adds to the interest
//     times       t  t  t  |  t  |  …         milliseconds
//     actions     0  0  1  |  0  |  …         what was done, by its place in `actionNames`
//     owners      0  0  0  |  1  |  …         the user, so that a behavior knows its neighbors
//
// Behaviors that add nothing (a bad rating) stay in, because they are steps on the clock of
// activity.

/// The log as recommenders train on it: read once, compact, ordered by user and time.
public struct TrainingLog: Sendable {
    /// The most behaviors that are taken: 2 GB of columns.
    public static let behaviorsMax = 100_000_000

    /// The items met, in order of id.
    public let items: ItemIndex
    /// Where each user's behaviors begin; one more at the end.
    let starts: [Int32]
    /// The item of each behavior.
    let places: [Int32]
    /// What each behavior adds to an interest; zero or below for a dislike.
    let gains: [Float]
    /// When each happened, in milliseconds since 1970.
    let times: [Int64]
    /// The user of each behavior.
    let owners: [Int32]
    /// What was done.
    let actions: [UInt16]
    /// The actions met, in the order of their first time.
    let actionNames: [Action]
    /// A hash of each user's id, by which behaviors that come later are known to be theirs; empty
    /// where nobody asks.
    var users: [UInt64] = []
    /// The law by which profiles will be read.
    var law: any DecayLaw = NoDecayLaw()
    /// The catalog, where the recommender asks for it; also of items that nobody has met.
    var catalog: [Item] = []
    /// The vectors of the catalog's items, where the recommender asks for them.
    var vectors = ItemVectors.none

    /// How many behaviors there are.
    public var count: Int { places.count }
    /// How many users there are.
    public var userCount: Int { starts.count - 1 }

    /// The log with the items of the vectors among its items, also those that nobody met.
    func includingVectors() -> TrainingLog {
        let known = Set(items.ids)
        let new = vectors.vectors.keys.filter { !known.contains($0) }
        guard !new.isEmpty else { return self }
        let index = ItemIndex(ascending: (items.ids + new).sorted())
        let moved = items.ids.map { Int32(index.trainedPlace(of: $0) ?? 0) }
        var log = TrainingLog(
            items: index, starts: starts, places: places.map { moved[Int($0)] }, gains: gains,
            times: times, owners: owners, actions: actions, actionNames: actionNames)
        (log.law, log.catalog, log.vectors) = (law, catalog, vectors)
        return log
    }

    /// What a user has done, seen from `time`.
    func history(of user: Int, at time: Int64) -> LiveHistory {
        let range = Int(starts[user])..<Int(starts[user + 1])
        return LiveHistory(
            places: places[range], times: times[range], gains: gains[range], time: time)
    }
}
