/// A law by which the age of an interest restarts at each behavior on the item:
/// `w ← w·S(elapsed) + gain`, read as `w·S(elapsed)`, the elapsed time always since the last
/// behavior and never since the last read.
///
/// So reads are harmless. But what an interest was between its behaviors is not kept, and no
/// late behavior can take its place there: such a law needs the log folded in order of time.
public protocol ResettingLaw: DecayLaw {
    /// How much is left of 1 so long after the last behavior.
    func remaining(after elapsed: Interval) -> Double
}

extension ResettingLaw {
    /// The weight just after the last behavior.
    public var stateCount: Int { 1 }
    /// False. One that is late all the same fades nothing and adds its gain.
    public var acceptsLateBehaviors: Bool { false }
    /// False.
    public var isMergeable: Bool { false }
    /// There is no landmark.
    public func rebase(_ weights: inout Weights) {}

    /// One behavior after the other.
    public func add(_ steps: [Step], to weights: inout Weights) {
        weights.withState(0) { state in
            for step in steps {
                let left = step.last.map { remaining(from: $0, to: step.moment.time) } ?? 0
                state[step.index] = state[step.index] * left + step.gain
            }
        }
    }

    /// Each by the time since its own last behavior.
    public func read(_ weights: Weights, at moment: Moment, into result: inout [Double]) {
        for (index, last) in weights.lasts.enumerated() {
            let weight = weights.states[0][index] * remaining(from: last, to: moment.time)
            result[index] = weight.magnitude < negligible ? 0 : weight
        }
    }

    /// What is left at the newest behavior. A law that rises with time has the state itself.
    public func bounds(of weights: Weights) -> [Double] {
        let newest = weights.frame.newest
        return zip(weights.states[0], weights.lasts).map { state, last in
            state.magnitude * remaining(from: last, to: newest)
        }
    }

    private func remaining(from last: Timestamp, to time: Timestamp) -> Double {
        let elapsed = max(0, time.milliseconds - last.milliseconds)
        return remaining(after: Interval(milliseconds: elapsed))
    }
}
