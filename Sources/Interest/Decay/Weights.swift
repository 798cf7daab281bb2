/// A user's interests: the fold of that user's behaviors by a decay law.
///
/// A value, and pure: `fold` takes behaviors in, `weights(at:by:)` reads without changing
/// anything. The same behaviors in the same folds give the same bits, on every machine.
///
///     var weights = Weights()
///     weights.fold(behaviors, by: settings)
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
    /// The least magnitude among the law's numbers that are not zero, infinity where all are;
    /// zero where one is -0, which only something fallen below all doubles leaves.
    ///
    /// It tells a read whether any weight can be negligible before it looks at each.
    private(set) var leastState: Double

    /// Nothing folded yet.
    public init() {
        frame = Frame(
            activity: 0, oldest: .latest, newest: .earliest, landmarks: .zero)
        items = []
        lasts = []
        states = []
        leastState = .infinity
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
        leastState = .infinity
        settle()
    }

    /// Every interest's weight at `time`, in the order of `items`.
    ///
    /// A time before the newest behavior folded reads as that behavior's time: what was known
    /// earlier is for the log to say.
    public func weights(at time: Timestamp, by law: some DecayLaw) -> [Double] {
        var result: [Double] = []
        read(at: time, by: law, into: &result)
        return result
    }

    /// The same into an array that was used before, which spares a reader of many documents the
    /// getting and clearing of memory.
    public func read(at time: Timestamp, by law: some DecayLaw, into result: inout [Double]) {
        if result.count != items.count { result = Array(repeating: 0, count: items.count) }
        guard !items.isEmpty else { return }
        let moment = Moment(time: max(time, frame.newest), activity: frame.activity)
        law.read(self, at: moment, into: &result)
    }

    /// The `count` strongest interests at `time`, strongest first, equal ones by item id.
    ///
    /// Interests of zero or below are left out: nobody is interested in them.
    public func top(_ count: Int, at time: Timestamp, by law: some DecayLaw) -> [ItemWeight] {
        let weights = weights(at: time, by: law)
        return strongest(count, of: weights).map { place in
            ItemWeight(item: items[place], weight: weights[place], last: lasts[place])
        }
    }

    /// The places of the `count` strongest of `weights`, strongest first.
    ///
    /// Most interests are weaker than the few that are wanted and are looked at once; to sort
    /// them all would take longer than all the rest of a read.
    private func strongest(_ count: Int, of weights: [Double]) -> [Int] {
        var best: [Int] = []
        guard count > 0 else { return best }
        for place in weights.indices where weights[place] > 0 {
            if best.count == count {
                guard isStronger(place, than: best[count - 1], weights) else { continue }
                best.removeLast()
            }
            var (low, high) = (0, best.count)
            while low < high {
                let middle = (low + high) / 2
                if isStronger(place, than: best[middle], weights) {
                    high = middle
                } else {
                    low = middle + 1
                }
            }
            best.insert(place, at: low)
        }
        return best
    }

    private func isStronger(_ place: Int, than other: Int, _ weights: [Double]) -> Bool {
        weights[place] == weights[other]
            ? items[place] < items[other] : weights[place] > weights[other]
    }

    /// Every interest at `time`, dislikes too, in the order of `items`.
    public func all(at time: Timestamp, by law: some DecayLaw) -> [ItemWeight] {
        zip(items, zip(weights(at: time, by: law), lasts))
            .map { ItemWeight(item: $0, weight: $1.0, last: $1.1) }
    }

    /// Brings what is derived from the states up to them: the last step of whatever changes them.
    mutating func settle() {
        leastState = .infinity
        for state in states {
            for number in state where number.magnitude < leastState {
                if number != 0 || number.sign == .minus { leastState = number.magnitude }
            }
        }
    }

    /// Lends one number of all interests. It is taken out meanwhile, so that it is changed in
    /// place and not copied.
    mutating func withState(_ number: Int, _ body: (inout [Double]) -> Void) {
        var state: [Double] = []
        swap(&state, &states[number])
        body(&state)
        swap(&state, &states[number])
    }
}
