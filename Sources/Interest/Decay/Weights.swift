/// A user's interests: the fold of that user's behaviours by a decay law.
///
/// A value, and pure: `fold` takes behaviours in, `weights(at:by:)` reads without changing
/// anything. The same behaviours in the same folds give the same bits, on every machine.
///
///     var weights = Weights()
///     weights.fold(behaviors, by: settings.law, gains: settings.gains)
///     weights.top(10, at: now, by: settings.law)
public struct Weights: Hashable, Sendable {
    /// What is kept once for all interests.
    public internal(set) var frame: Frame
    /// The items, in the order in which they were first met.
    public internal(set) var items: [ItemID]
    /// When the user last did anything to each item.
    public internal(set) var lasts: [Timestamp]
    /// The law's numbers: `states[k][i]` is the k-th number of item i. By number first, because
    /// a read goes through one number of all items.
    public internal(set) var states: [[Double]]

    /// Nothing folded yet.
    public init() {
        frame = Frame(
            activity: 0, oldest: .latest, newest: .earliest, landmarks: .zero)
        items = []
        lasts = []
        states = []
    }

    /// Takes what a store holds.
    ///
    /// - Precondition: `lasts` and each of `states` are as long as `items`.
    public init(frame: Frame, items: [ItemID], lasts: [Timestamp], states: [[Double]]) {
        precondition(
            lasts.count == items.count && states.allSatisfy { $0.count == items.count },
            "each item has one last time and one state")
        self.frame = frame
        self.items = items
        self.lasts = lasts
        self.states = states
    }

    /// Takes in one fold: behaviours that come together, in order of time (then id).
    ///
    /// Each moves the clock of activity by one. Afterwards the landmark stands at the newest
    /// behaviour of all, so documents can be compared to the bit.
    public mutating func fold(
        _ behaviors: some Sequence<Behavior>, by law: some DecayLaw, gains: Gains
    ) {
        var places = Dictionary(uniqueKeysWithValues: zip(items, items.indices))
        var met = false
        for behavior in behaviors {
            begin(behavior.time, by: law)
            met = true
            let place = places[behavior.item]
            let index = place ?? append(behavior.item)
            if place == nil { places[behavior.item] = index }
            let last = place.map { lasts[$0] }
            let elapsed = last.map {
                Interval(milliseconds: max(0, behavior.time.milliseconds - $0.milliseconds))
            }
            law.add(
                gains.gain(of: behavior, since: elapsed),
                at: Moment(time: behavior.time, activity: frame.activity), after: last,
                to: index, in: &self)
            lasts[index] = max(last ?? behavior.time, behavior.time)
        }
        if met { law.rebase(&self) }
    }

    private mutating func begin(_ time: Timestamp, by law: some DecayLaw) {
        frame.activity += 1
        frame.oldest = min(frame.oldest, time)
        frame.newest = max(frame.newest, time)
        if states.isEmpty {
            states = Array(repeating: [], count: law.stateCount)
            // At the first behaviour the landmark is set; there is no state to scale yet.
            law.rebase(&self)
        }
    }

    private mutating func append(_ item: ItemID) -> Int {
        items.append(item)
        lasts.append(.earliest)
        for number in states.indices { states[number].append(0) }
        return items.count - 1
    }

    /// Every interest's weight at `time`, in the order of `items`.
    ///
    /// A time before the newest behaviour folded reads as that behaviour's time: what was known
    /// earlier is for the log to say.
    public func weights(at time: Timestamp, by law: some DecayLaw) -> [Double] {
        guard !items.isEmpty else { return [] }
        let moment = Moment(time: max(time, frame.newest), activity: frame.activity)
        return law.read(self, at: moment)
    }

    /// The `count` strongest interests at `time`, strongest first, equal ones by item id.
    ///
    /// Interests of zero or below are left out: nobody is interested in them.
    public func top(_ count: Int, at time: Timestamp, by law: some DecayLaw) -> [ItemWeight] {
        let all = zip(items, zip(weights(at: time, by: law), lasts))
            .map { ItemWeight(item: $0, weight: $1.0, last: $1.1) }
            .filter { $0.weight > 0 }
            .sorted()
        return Array(all.prefix(count))
    }
}

/// One interest as it is read: an item, how much is left, and when the user last came by.
public struct ItemWeight: Hashable, Sendable, Comparable {
    /// The item.
    public let item: ItemID
    /// What is left of the interest.
    public let weight: Double
    /// The user's last behaviour on the item.
    public let last: Timestamp

    /// Takes the three.
    public init(item: ItemID, weight: Double, last: Timestamp) {
        self.item = item
        self.weight = weight
        self.last = last
    }

    /// Stronger comes first, equal ones by item id.
    public static func < (first: ItemWeight, second: ItemWeight) -> Bool {
        first.weight == second.weight ? first.item < second.item : first.weight > second.weight
    }
}
