public import Interest

// From the file to the columns:
//
//     file ──order of time, ties as in the file──> core ──> split at ⌊share · N⌋
//
//     user        0                 1
//     starts      0                 4        6
//     places      3  1  2  |  4     1  |  2        the item, numbered as first met in the file
//     isLater     .  .  .     x     .     x        behind the split
//     timeline    0  4  1  2  5  3                 the columns' places in order of time
//
// A user's behaviours before the split are the first of that user's, so training takes prefixes,
// and the history of a later behaviour is simply all of its user's that stand before it.

/// A log cut for evaluation.
public struct EvaluationLog: Sendable {
    /// How it was cut.
    public let rules: EvaluationRules
    /// What trains: the part before the split. Its items are all items of the core.
    public let training: TrainingLog
    /// The items' own ids: `training` calls them by their number.
    public let ids: [ItemID]
    let starts: [Int32]
    let places: [Int32]
    let times: [Int64]
    let gains: [Float]
    /// Where each behaviour stands in these columns, in order of time.
    let timeline: [Int32]
    /// What is predicted, in order of time.
    let queries: [Query]

    /// How many behaviours the core has.
    public var count: Int { places.count }
    /// How many items the core has.
    public var itemCount: Int { ids.count }
    /// How many users the core has.
    public var userCount: Int { starts.count - 1 }

    /// Cuts behaviours, given in the order of their file.
    ///
    /// - Parameter gains: what behaviours are worth in training; nil: each counts 1, as the
    ///   protocol's own methods want it.
    public init(
        _ behaviors: some Sequence<Behavior>, by rules: EvaluationRules = .init(),
        gains: Gains? = nil
    ) throws(ModelError) {
        try rules.check()
        let core = Core(behaviors, by: rules, gains: gains)
        guard !core.events.isEmpty else {
            throw ModelError(
                .emptyLog,
                "nothing is left to evaluate on: too few items have "
                    + "\(rules.itemBehaviorsMin) behaviours and users \(rules.userBehaviorsMin)")
        }
        self.init(
            core.events, items: core.items, userCount: core.userCount, share: rules.trainingShare,
            by: rules)
    }

    /// Cuts a log that is read for training, as it is: nothing is dropped, gains count, and only
    /// what somebody liked is predicted.
    init(_ log: TrainingLog, share: Double, by rules: EvaluationRules) {
        // Users come one after the other, so the index decides between equal times.
        let order = (0..<log.count).sorted { (log.times[$0], $0) < (log.times[$1], $1) }
        let events = order.map { index in
            Event(
                user: log.owners[index], place: log.places[index], time: log.times[index],
                gain: log.gains[index])
        }
        self.init(
            events, items: log.items.ids, userCount: log.userCount, share: share, by: rules,
            likedOnly: true)
    }

    private init(
        _ sorted: [Event], items: [ItemID], userCount: Int, share: Double,
        by rules: EvaluationRules, likedOnly: Bool = false
    ) {
        let cut = Int(share * Double(sorted.count))
        let columns = Columns(sorted, cut: cut, userCount: userCount)
        self.rules = rules
        ids = items
        starts = columns.starts
        places = columns.events.map(\.place)
        times = columns.events.map(\.time)
        timeline = columns.timeline
        let gains = columns.events.map(\.gain)
        self.gains = gains
        queries = Self.queries(sorted, cut: cut, columns, rules)
            .filter { !likedOnly || gains[$0.position] > 0 }
        training = columns.training(itemCount: items.count)
    }

    /// The part that trains, cut once more: models and weights are chosen on its last part, so
    /// that nothing behind the split is looked at before the choice is made.
    func validation(share: Double = 0.8) -> EvaluationLog {
        var owners = [Int32](repeating: 0, count: count)
        for user in 0..<userCount {
            for position in starts[user]..<starts[user + 1] { owners[Int(position)] = Int32(user) }
        }
        let events = timeline.prefix(training.count).map { position in
            let position = Int(position)
            return Event(
                user: owners[position], place: places[position], time: times[position],
                gain: gains[position])
        }
        return EvaluationLog(
            events, items: ids, userCount: userCount, share: share, by: rules)
    }

    /// A behaviour behind the split counts where training knows its item, its user has a history,
    /// and (unless repeats count) the history has not the item.
    private static func queries(
        _ sorted: [Event], cut: Int, _ columns: Columns, _ rules: EvaluationRules
    ) -> [Query] {
        var isTrained = Set<Int32>()
        var had = Set<UInt64>()
        var queries: [Query] = []
        for (moment, event) in sorted.enumerated() {
            let pair = UInt64(UInt32(bitPattern: event.user)) << 32 | UInt64(event.place)
            let isNew = had.insert(pair).inserted
            if moment < cut { isTrained.insert(event.place) }
            let position = columns.timeline[moment]
            let start = columns.starts[Int(event.user)]
            guard moment >= cut, position > start, isTrained.contains(event.place),
                isNew || rules.countsRepeats
            else { continue }
            queries.append(Query(moment: moment, start: Int(start), position: Int(position)))
        }
        return queries
    }
}

/// A behaviour to be predicted.
struct Query: Hashable, Sendable {
    /// How many behaviours of the whole log happened before.
    let moment: Int
    /// Where its user's behaviours begin in the log's columns.
    let start: Int
    /// Where it stands itself: its history lies between.
    let position: Int
}

/// A behaviour of the core, in numbers.
private struct Event {
    var user: Int32
    var place: Int32
    var time: Int64
    var gain: Float
}

/// What is left of a file when rare items and users are gone, in order of time.
private struct Core {
    private(set) var events: [Event] = []
    private(set) var items: [ItemID] = []
    private(set) var userCount = 0

    init(_ behaviors: some Sequence<Behavior>, by rules: EvaluationRules, gains: Gains?) {
        var users: [UserID: Int32] = [:]
        var places: [ItemID: Int32] = [:]
        for behavior in behaviors {
            let user = users[behavior.user] ?? Int32(users.count)
            users[behavior.user] = user
            if places[behavior.item] == nil {
                places[behavior.item] = Int32(items.count)
                items.append(behavior.item)
            }
            let gain = gains.map { $0.gain(of: behavior, since: nil) } ?? 1
            events.append(
                Event(
                    user: user, place: places[behavior.item] ?? 0,
                    time: behavior.time.milliseconds, gain: gain.isFinite ? Float(gain) : 0))
        }
        userCount = users.count
        for _ in 0..<rules.corePasses { dropRare(rules) }
        renumber()
        sortByTime()
    }

    private mutating func dropRare(_ rules: EvaluationRules) {
        var ofItems = [Int](repeating: 0, count: items.count)
        var ofUsers = [Int](repeating: 0, count: userCount)
        for event in events {
            ofItems[Int(event.place)] += 1
            ofUsers[Int(event.user)] += 1
        }
        events.removeAll {
            ofItems[Int($0.place)] < rules.itemBehaviorsMin
                || ofUsers[Int($0.user)] < rules.userBehaviorsMin
        }
    }

    /// Closes the gaps in the numbers, in the order they had.
    private mutating func renumber() {
        let users = Self.ranks(events.map(\.user), count: userCount)
        let places = Self.ranks(events.map(\.place), count: items.count)
        for index in events.indices {
            events[index].user = users[Int(events[index].user)]
            events[index].place = places[Int(events[index].place)]
        }
        items = zip(items, places).filter { $0.1 >= 0 }.map(\.0)
        userCount = users.count { $0 >= 0 }
    }

    private static func ranks(_ numbers: [Int32], count: Int) -> [Int32] {
        var ranks = [Int32](repeating: -1, count: count)
        for number in numbers { ranks[Int(number)] = 0 }
        var next: Int32 = 0
        for number in ranks.indices where ranks[number] == 0 {
            ranks[number] = next
            next += 1
        }
        return ranks
    }

    private mutating func sortByTime() {
        // The index decides between equal times, because sort promises no order for them.
        let order = events.indices.sorted { first, second in
            (events[first].time, first) < (events[second].time, second)
        }
        events = order.map { events[$0] }
    }
}

/// The events user by user, each user's in order of time.
private struct Columns {
    private(set) var starts: [Int32]
    private(set) var events: [Event]
    private(set) var isLater: [Bool]
    private(set) var timeline: [Int32]

    init(_ sorted: [Event], cut: Int, userCount: Int) {
        starts = [Int32](repeating: 0, count: userCount + 1)
        for event in sorted { starts[Int(event.user) + 1] += 1 }
        for user in 0..<userCount { starts[user + 1] += starts[user] }
        var next = starts
        events = sorted
        isLater = [Bool](repeating: false, count: sorted.count)
        timeline = []
        timeline.reserveCapacity(sorted.count)
        for (index, event) in sorted.enumerated() {
            let target = Int(next[Int(event.user)])
            next[Int(event.user)] += 1
            events[target] = event
            timeline.append(Int32(target))
            isLater[target] = index >= cut
        }
    }

    /// The part before the split, its items named by number so that order of name is order of
    /// number.
    func training(itemCount: Int) -> TrainingLog {
        let names = (0..<itemCount).map { ItemID(unchecked: String(1_000_000_000 + $0)) }
        let taken = events.indices.filter { !isLater[$0] }
        let owners = taken.map { events[$0].user }
        var starts = [Int32](repeating: 0, count: self.starts.count)
        for owner in owners { starts[Int(owner) + 1] += 1 }
        for user in starts.indices.dropLast() { starts[user + 1] += starts[user] }
        return TrainingLog(
            items: ItemIndex(ascending: names), starts: starts,
            places: taken.map { events[$0].place }, gains: taken.map { events[$0].gain },
            times: taken.map { events[$0].time }, owners: owners,
            // What was done does not matter to whoever is evaluated.
            actions: [UInt16](repeating: 0, count: taken.count), actionNames: [.click])
    }
}
