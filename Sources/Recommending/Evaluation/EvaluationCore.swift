internal import Interest

/// A behavior of an evaluation, in numbers.
struct EvaluationEvent: Sendable {
    var user: Int32
    var place: Int32
    var time: Int64
    var gain: Float
    var action: UInt16
}

/// What is left of a file when rare items and users are gone, in order of time.
struct EvaluationCore: Sendable {
    private(set) var events: [EvaluationEvent] = []
    private(set) var items: [ItemID] = []
    private(set) var userCount = 0
    private(set) var actions: [Action] = []

    init(
        _ behaviors: some Sequence<Behavior>, by rules: EvaluationRules, gains: Gains?
    ) throws(ModelError) {
        try rules.check()
        var users: [UserID: Int32] = [:]
        var places: [ItemID: Int32] = [:]
        var actions: [Action: UInt16] = [:]
        for behavior in behaviors {
            let user = users[behavior.user] ?? Int32(users.count)
            users[behavior.user] = user
            if places[behavior.item] == nil {
                places[behavior.item] = Int32(items.count)
                items.append(behavior.item)
            }
            if actions[behavior.action] == nil {
                guard actions.count < Int(UInt16.max) else { throw .tooManyActions }
                actions[behavior.action] = UInt16(actions.count)
                self.actions.append(behavior.action)
            }
            let gain = gains.map { $0.gain(of: behavior, since: nil) } ?? 1
            events.append(
                EvaluationEvent(
                    user: user, place: places[behavior.item] ?? 0,
                    time: behavior.time.milliseconds, gain: gain.isFinite ? Float(gain) : 0,
                    action: actions[behavior.action] ?? 0))
        }
        userCount = users.count
        for _ in 0..<rules.corePasses { dropRare(rules) }
        renumber()
        sortByTime()
        guard !events.isEmpty else {
            throw ModelError(
                .emptyLog,
                "nothing is left to evaluate on: too few items have "
                    + "\(rules.itemBehaviorsMin) behaviors and users \(rules.userBehaviorsMin)")
        }
    }

    /// What was read for training, as it is: nothing is dropped.
    init(_ log: TrainingLog) {
        // Users come one after the other, so the index decides between equal times.
        let order = (0..<log.count).sorted { (log.times[$0], $0) < (log.times[$1], $1) }
        events = order.map { index in
            EvaluationEvent(
                user: log.owners[index], place: log.places[index], time: log.times[index],
                gain: log.gains[index], action: log.actions[index])
        }
        items = log.items.ids
        userCount = log.userCount
        actions = log.actionNames
    }

    /// A part of another core, with its numbers.
    init(
        _ events: [EvaluationEvent], items: [ItemID], userCount: Int, actions: [Action]
    ) {
        self.events = events
        self.items = items
        self.userCount = userCount
        self.actions = actions
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
