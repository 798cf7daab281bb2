public import Interest

// From the file to the columns:
//
//     file ──order of time, ties as in the file──> core ──> split
//
//     user        0                 1
//     starts      0                 4        6
//     places      3  1  2  |  4     1  |  2        the item, numbered as first met in the file
//     trains      t  t  t     .     t     .        before the split
//     timeline    0  4  1  2  5  3                 the columns' places in order of time
//
// The history of a behavior is simply all of its user's that stand before it, so it costs no
// memory of its own.

/// A log cut for evaluation.
public struct EvaluationLog: Sendable {
    /// How it was cut.
    public let rules: EvaluationRules
    /// What trains. Its items are all items of the core.
    public private(set) var training: TrainingLog
    /// The items' own ids: `training` calls them by their number.
    public let ids: [ItemID]
    let starts: [Int32]
    let places: [Int32]
    let times: [Int64]
    let gains: [Float]
    /// Where each behavior stands in these columns, in order of time.
    let timeline: [Int32]
    /// How many behaviors had happened when each item was first met; nil: all items are
    /// candidates at any time.
    let firstMet: [Int32]?
    /// What is predicted, in order of time.
    let queries: [Query]
    private let trains: [Bool]
    private let owners: [Int32]
    /// Which items training did not meet, where those are sought; empty otherwise.
    let isNew: [Bool]

    /// How many behaviors the core has.
    public var count: Int { places.count }
    /// How many items the core has.
    public var itemCount: Int { ids.count }
    /// How many users the core has.
    public var userCount: Int { starts.count - 1 }

    /// Cuts behaviors, given in the order of their file, once: `EvaluationParts` does so for a
    /// cross-validation.
    ///
    /// - Parameters:
    ///   - behaviors: the log to cut.
    ///   - rules: the protocol.
    ///   - gains: the gains used in training; nil: each behavior counts 1, as the protocol's own
    ///     methods want it.
    public init(
        _ behaviors: some Sequence<Behavior>, by rules: EvaluationRules = .init(),
        gains: Gains? = nil
    ) throws(ModelError) {
        let core = try EvaluationCore(behaviors, by: rules, gains: gains)
        self.init(core, core.events, rules.split(core.events), by: rules)
    }

    /// Cuts a log that is read for training, as it is: nothing is dropped, gains count, and only
    /// what somebody liked is predicted.
    init(_ log: TrainingLog, share: Double, by rules: EvaluationRules) {
        let core = EvaluationCore(log)
        let split = EvaluationSplit(core.events, by: rules, share: share)
        self.init(core, core.events, split, by: rules, likedOnly: true)
        use(log.vectors)
    }

    /// Gives the part that trains the vectors of items, by the items' own ids.
    mutating func use(_ vectors: ItemVectors) {
        training.vectors = vectors.renamed(numbers)
    }

    /// - Parameter events: those of the core, or the first of them.
    init(
        _ core: EvaluationCore, _ events: some Collection<EvaluationEvent>,
        _ split: EvaluationSplit, by rules: EvaluationRules, likedOnly: Bool = false
    ) {
        let columns = Columns(events, split, userCount: core.userCount)
        self.rules = rules
        ids = core.items
        starts = columns.starts
        places = columns.events.map(\.place)
        times = columns.events.map(\.time)
        timeline = columns.timeline
        trains = columns.trains
        owners = columns.events.map(\.user)
        gains = columns.events.map(\.gain)
        firstMet =
            rules.evaluationProtocol == .live ? columns.firstMet(core.items.count) : nil
        queries = columns.queries(
            rules, likedOnly: likedOnly, itemCount: core.items.count, firstMet: firstMet)
        isNew = rules.seeksNew ? columns.untrained(itemCount: core.items.count) : []
        training = columns.training(itemCount: core.items.count, actions: core.actions)
    }

    /// The part that trains, cut once more: models and weights are chosen on its last part, so
    /// that nothing that is predicted is looked at before the choice is made.
    func validation(share: Double = 0.8) -> EvaluationLog {
        var numbers = [Int32](repeating: 0, count: count)
        for (number, position) in zip(0..., positions) { numbers[position] = Int32(number) }
        let events = timeline.lazy.map { Int($0) }.filter { trains[$0] }.map { position in
            let number = Int(numbers[position])
            return EvaluationEvent(
                user: training.owners[number], place: places[position], time: times[position],
                gain: gains[position], action: training.actions[number])
        }
        let core = EvaluationCore(
            Array(events), items: ids, userCount: userCount, actions: training.actionNames)
        let split = EvaluationSplit(core.events, by: rules, share: share)
        var slice = EvaluationLog(core, core.events, split, by: rules)
        slice.training.vectors = training.vectors
        return slice
    }

    /// The user of the behavior at a position.
    func owner(of position: Int) -> Int32 { owners[position] }

    /// Whether an item can be ranked for a query.
    @inline(__always)
    func isCandidate(_ place: Int, for query: Query) -> Bool {
        firstMet.map { Int($0[place]) < query.moment } ?? true
    }

    /// Where each behavior of `training` stands in these columns.
    private var positions: [Int] { trains.indices.filter { trains[$0] } }
}

/// The events user by user, each user's in order of time.
private struct Columns {
    private(set) var starts: [Int32]
    private(set) var events: [EvaluationEvent]
    private(set) var trains: [Bool]
    private(set) var timeline: [Int32]
    private let isAsked: [Bool]

    init(
        _ sorted: some Collection<EvaluationEvent>, _ split: EvaluationSplit, userCount: Int
    ) {
        starts = [Int32](repeating: 0, count: userCount + 1)
        for event in sorted { starts[Int(event.user) + 1] += 1 }
        for user in 0..<userCount { starts[user + 1] += starts[user] }
        var next = starts
        events = Array(sorted)
        trains = split.trains
        timeline = []
        timeline.reserveCapacity(sorted.count)
        for (index, event) in sorted.enumerated() {
            let target = Int(next[Int(event.user)])
            next[Int(event.user)] += 1
            events[target] = event
            timeline.append(Int32(target))
            trains[target] = split.trains[index]
        }
        isAsked = split.isAsked
    }

    /// The part that trains, its items named by number so that order of name is order of number.
    func training(itemCount: Int, actions: [Action]) -> TrainingLog {
        let taken = events.indices.filter { trains[$0] }
        let owners = taken.map { events[$0].user }
        var starts = [Int32](repeating: 0, count: self.starts.count)
        for owner in owners { starts[Int(owner) + 1] += 1 }
        for user in starts.indices.dropLast() { starts[user + 1] += starts[user] }
        return TrainingLog(
            items: ItemIndex(ascending: EvaluationLog.names(itemCount)), starts: starts,
            places: taken.map { events[$0].place }, gains: taken.map { events[$0].gain },
            times: taken.map { events[$0].time }, owners: owners,
            actions: taken.map { events[$0].action }, actionNames: actions)
    }

    /// How many behaviors had happened when each item was first met.
    func firstMet(_ itemCount: Int) -> [Int32] {
        var moments = [Int32](repeating: .max, count: itemCount)
        for (moment, position) in timeline.enumerated().reversed() {
            moments[Int(events[Int(position)].place)] = Int32(moment)
        }
        return moments
    }

    /// Which items are not among those that train.
    func untrained(itemCount: Int) -> [Bool] {
        var isNew = [Bool](repeating: true, count: itemCount)
        for (index, event) in events.enumerated() where trains[index] {
            isNew[Int(event.place)] = false
        }
        return isNew
    }

    /// What is asked, where its user has a history and at least one of its items is known: to
    /// training (or, where new ones are sought, unknown to it), or in the live protocol to anybody
    /// before. Unless repeats count, items of the history are not sought.
    func queries(
        _ rules: EvaluationRules, likedOnly: Bool, itemCount: Int, firstMet: [Int32]?
    ) -> [Query] {
        var isTrained = Set<Int32>()
        for (index, event) in events.enumerated() where trains[index] {
            isTrained.insert(event.place)
        }
        var metCount = 0
        var had = Set<UInt64>()
        var queries: [Query] = []
        /// For each user the query whose basket is still open, and the last time in it.
        var open: [Int32: (query: Int, time: Int64)] = [:]
        for (moment, position) in timeline.enumerated() {
            let event = events[Int(position)]
            let isMet = firstMet.map { $0[Int(event.place)] < moment }
            defer { if isMet == false { metCount += 1 } }
            let pair = UInt64(UInt32(bitPattern: event.user)) << 32 | UInt64(event.place)
            let isNew = had.insert(pair).inserted
            let start = starts[Int(event.user)]
            guard isAsked[moment], position > start else { continue }
            if rules.mode == .nextBasket, let basket = open[event.user],
                event.time - basket.time <= rules.basketGap.milliseconds
            {
                open[event.user]?.time = event.time
            } else {
                open[event.user] = (queries.count, event.time)
                queries.append(
                    Query(
                        moment: moment, start: Int(start), position: Int(position),
                        candidates: firstMet == nil ? itemCount : metCount, sought: []))
            }
            guard isMet ?? (isTrained.contains(event.place) != rules.seeksNew),
                isNew || rules.countsRepeats,
                !likedOnly || event.gain > 0
            else { continue }
            queries[open[event.user]?.query ?? 0].seek(event.place)
        }
        return queries.filter { !$0.sought.isEmpty }
    }
}

extension EvaluationLog {
    /// The ids that `training` gives its items.
    static func names(_ count: Int) -> [ItemID] {
        (0..<count).map { ItemID(unchecked: String(1_000_000_000 + $0)) }
    }
}
