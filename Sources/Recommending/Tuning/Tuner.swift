public import Interest

// Coordinate descent: one knob after the other is turned to the value with which a blend foresees
// the validation slice best, the others as they are; the blend's weights are chosen again for every
// value. What decays most comes first:
//
//     1  the law: none, and a grid on each clock
//     2  the law, finer, and with the other clock or a slow component beside it
//     3  what each action is worth
//     4  half-lives of trending, shrinkage and half-lives of item-neighbors, ridge and windows of
//        linear, altered copies of histories to learn from
//     5  gains and the law once more, finer, since the best ones depend on the rest
//
// until the time is up. "No decay" is in the grid, because in some shops nothing fades. Only the
// part that trains is looked at; at the end the first and the best candidate are measured once on
// what lies behind it.

/// Finds out how interests should fade, and how models should be trained, on a log.
public struct Tuner: Sendable {
    /// By which protocol candidates are compared.
    public var rules: EvaluationRules
    /// Where the search begins: what the store has.
    public var start: TuningCandidate
    /// The vectors of items; with them the weight of text is tried, too.
    public var vectors = ItemVectors.none

    /// Takes the protocol and where to begin.
    public init(rules: EvaluationRules = .init(), start: TuningCandidate) {
        self.rules = rules
        self.start = start
    }

    /// Searches until nothing gets better or the time is up.
    ///
    /// Blocks its thread: `tune` leaves the cooperative pool.
    ///
    /// - Parameters:
    ///   - behaviors: the log to search on.
    ///   - control: how the search is watched and stopped.
    ///   - isOver: whether the time is up; asked before every trial but the first.
    ///   - tried: receives every trial.
    public func run(
        on behaviors: [Behavior], control: TrainingControl = .init(), isOver: () -> Bool,
        tried: (TuningTrial) -> Void
    ) throws(ModelError) -> TuningOutcome {
        var bench = TuningBench(behaviors, vectors, rules: rules, control: control)
        let first = try bench.trial(of: start, "as it is")
        tried(first)
        var (best, trials, steps) = (first, 1, [first])
        var seen: Set<String> = [start.description]
        let actions = Set(behaviors.lazy.map(\.action)).sorted()
        var isCut = false
        for knob in TuningKnob.order where knob != .text || vectors.count > 0 {
            for candidate in knob.variants(of: best.candidate, actions: actions)
            where !isCut && seen.insert(candidate.description).inserted {
                guard !isOver() else {
                    isCut = true
                    break
                }
                bench.keep([start.gains, best.candidate.gains, candidate.gains])
                var trial = try bench.trial(of: candidate, knob.rawValue)
                trial.isBest = trial.ndcg > best.ndcg
                trials += 1
                tried(trial)
                if trial.isBest { best = trial }
            }
            if steps.last?.ndcg != best.ndcg { steps.append(best) }
        }
        return TuningOutcome(
            steps: steps, trials: trials, isCut: isCut,
            held: try bench.held(first.candidate, best.candidate))
    }

    /// The same off the cooperative pool; stops soon after its task is cancelled.
    public func tune(
        on behaviors: [Behavior], isOver: @escaping @Sendable () -> Bool,
        progress: @escaping @Sendable (TrainingProgress) -> Void = { _ in },
        tried: @escaping @Sendable (TuningTrial) -> Void = { _ in }
    ) async throws -> TuningOutcome {
        let control = TrainingControl(report: progress)
        return try await control.leavingPool { [self] in
            try run(on: behaviors, control: control, isOver: isOver, tried: tried)
        }
    }
}

/// A candidate and how well it did.
public struct TuningTrial: Sendable {
    /// What was tried.
    public let candidate: TuningCandidate
    /// Which knob was turned.
    public let knob: String
    /// What the blend was made of.
    public let blend: String
    /// The NDCG on the validation slice, at the first depth of the rules.
    public let ndcg: Double
    /// Whether it is better than all before.
    public var isBest = false
}

/// What a search found.
public struct TuningOutcome: Sendable {
    /// Where it began, and the best after each knob that helped.
    public let steps: [TuningTrial]
    /// How many candidates were tried.
    public let trials: Int
    /// Whether the time was up before all knobs were turned.
    public let isCut: Bool
    /// The NDCG behind the split, never looked at in the search: of the first candidate and of the
    /// best; nil where nothing there can be predicted.
    public let held: (before: Double, after: Double)?

    /// The best candidate.
    public var best: TuningTrial { steps[steps.count - 1] }
}

/// Trains and measures candidates, and keeps what several of them have in common.
private struct TuningBench {
    private let behaviors: [Behavior]
    private let vectors: ItemVectors
    private let rules: EvaluationRules
    private let control: TrainingControl
    private var logs: [Gains: (whole: EvaluationLog, slice: EvaluationLog)] = [:]
    private var parts: [Gains: [String: TrainedPart]] = [:]

    init(
        _ behaviors: [Behavior], _ vectors: ItemVectors, rules: EvaluationRules,
        control: TrainingControl
    ) {
        self.behaviors = behaviors
        self.vectors = vectors
        self.rules = rules
        self.control = control
    }

    /// Forgets what belongs to other gains: each has a copy of the log.
    mutating func keep(_ gains: [Gains]) {
        logs = logs.filter { gains.contains($0.key) }
        parts = parts.filter { gains.contains($0.key) }
    }

    mutating func trial(
        of candidate: TuningCandidate, _ knob: String
    ) throws(ModelError) -> TuningTrial {
        let choice = try choice(of: candidate)
        return TuningTrial(
            candidate: candidate, knob: knob, blend: choice.description, ndcg: choice.ndcg)
    }

    /// The NDCG of both behind the split.
    mutating func held(
        _ first: TuningCandidate, _ best: TuningCandidate
    ) throws(ModelError) -> (before: Double, after: Double)? {
        guard try !log(of: first.gains).whole.queries.isEmpty else { return nil }
        var found: [Double] = []
        for candidate in [first, best] {
            let log = try log(of: candidate.gains).whole
            let method = try choice(of: candidate).method(on: log, control: control)
            found.append(try Evaluation(of: method, on: log, control: control).ndcg)
        }
        return (found[0], found[1])
    }

    private mutating func log(
        of gains: Gains
    ) throws(ModelError) -> (whole: EvaluationLog, slice: EvaluationLog) {
        if let log = logs[gains] { return log }
        var whole = try EvaluationLog(behaviors, by: rules, gains: gains)
        whole.use(vectors)
        let log = (whole, whole.validation())
        logs[gains] = log
        return log
    }

    private mutating func choice(of candidate: TuningCandidate) throws(ModelError) -> BlendChoice {
        var parameters = candidate.parameters
        parameters.blend.countsRepeats = rules.countsRepeats
        let slice = try log(of: candidate.gains).slice
        var trained: [TrainedPart] = []
        for part in parameters.blend.candidates {
            let key =
                "\(part.description) \(parameters.itemNeighbors.shrinkage) "
                + "\(parameters.linear.ridge) \(parameters.linear.textWeight) "
                + "\(parameters.linear.textRidge) \(parameters.augmentation?.description ?? "")"
            let found =
                if let part = parts[candidate.gains]?[key] { part } else {
                    try part.trained(
                        on: slice.training, parameters,
                        isLive: rules.evaluationProtocol == .live, control)
                }
            parts[candidate.gains, default: [:]][key] = found
            trained.append(found)
        }
        return try BlendChoice(
            on: slice, trained: trained, laws: [candidate.law.law], parameters: parameters,
            control: control)
    }
}
