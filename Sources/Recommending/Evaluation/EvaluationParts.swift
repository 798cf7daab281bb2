public import Interest

/// The parts of an evaluation: one, or those of a cross-validation.
///
///     let parts = try EvaluationParts(behaviors, by: rules)
///     for part in 0..<parts.count { let log = parts.log(part) }
public struct EvaluationParts: Sendable {
    private let core: EvaluationCore
    private let rules: EvaluationRules

    /// How many there are.
    public var count: Int { rules.crossValidation.count }

    /// Drops rare items and users from behaviors, given in the order of their file.
    ///
    /// - Parameters:
    ///   - behaviors: the log to cut.
    ///   - rules: the protocol.
    ///   - gains: the gains used in training; nil: each behavior counts 1.
    public init(
        _ behaviors: some Sequence<Behavior>, by rules: EvaluationRules, gains: Gains? = nil
    ) throws(ModelError) {
        core = try EvaluationCore(behaviors, by: rules, gains: gains)
        self.rules = rules
    }

    /// A part, cut when it is asked for: all at once would be as many logs in memory.
    public func log(_ part: Int) -> EvaluationLog {
        let events = core.events
        switch rules.crossValidation {
        case .none:
            return EvaluationLog(core, events, rules.split(events), by: rules)
        case .windows(let count):
            let first = Int(rules.trainingShare * Double(events.count))
            let bounds = (part...part + 1).map { first + (events.count - first) * $0 / count }
            return EvaluationLog(
                core, events.prefix(bounds[1]),
                EvaluationSplit(count: bounds[1], from: bounds[0]), by: rules)
        case .users(let count):
            var split = rules.split(events)
            split.predict(group: part, of: count, in: events)
            return EvaluationLog(core, events, split, by: rules)
        }
    }
}

extension EvaluationRules {
    func split(_ events: some Collection<EvaluationEvent>) -> EvaluationSplit {
        EvaluationSplit(events, by: self, share: trainingShare)
    }
}
