/// The published rule with α applied, and saved, at each read: for reproducing what it does.
///
/// Not a law of any store. Its reads are commands that change what the next one sees, so they are
/// called that, and `peek` looks without touching.
///
///     var simulation = try PublishedSimulation(decayCoefficient: Rate(perDay: 0.1))
///     simulation.behave(item, gain: 1, at: monday)
///     simulation.readAndPersist(at: tuesday)  // this, and every further one, about halves it
public struct PublishedSimulation: Sendable {
    /// One interest as the rule keeps it.
    public struct State: Hashable, Sendable {
        /// What was saved last.
        public var weight: Double
        /// When: at a behavior or at a read.
        public var saved: Timestamp
        /// How often α has been applied.
        public var steps: Int
    }

    private let law: PublishedPerBehaviorLaw
    /// The interests as saved.
    public private(set) var states: [ItemID: State] = [:]

    /// Checks the rate.
    public init(decayCoefficient: Rate) throws(LawError) {
        law = try PublishedPerBehaviorLaw(decayCoefficient: decayCoefficient)
    }

    /// `w ← w·α(elapsed) + gain`; the first time `w ← gain`.
    public mutating func behave(_ item: ItemID, gain: Double, at time: Timestamp) {
        let first = State(weight: 0, saved: time, steps: -1)
        var state = persisted(states[item] ?? first, at: time)
        state.weight += gain
        states[item] = state
    }

    /// `w ← w·α(elapsed)` for every interest, and what came out, strongest first.
    @discardableResult
    public mutating func readAndPersist(at time: Timestamp) -> [ItemWeight] {
        states = states.mapValues { persisted($0, at: time) }
        return states.map { item, state in
            ItemWeight(item: item, weight: state.weight, last: state.saved)
        }.sorted()
    }

    /// What `readAndPersist` would give, changing nothing.
    public func peek(at time: Timestamp) -> [ItemWeight] {
        var copy = self
        return copy.readAndPersist(at: time)
    }

    private func persisted(_ state: State, at time: Timestamp) -> State {
        let elapsed = max(0, time.milliseconds - state.saved.milliseconds)
        return State(
            weight: state.weight * law.remaining(after: Interval(milliseconds: elapsed)),
            saved: max(state.saved, time), steps: state.steps + 1)
    }
}
