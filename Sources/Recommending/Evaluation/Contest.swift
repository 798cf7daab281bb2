public import Interest

/// Recommenders against each other, each read by several laws: the table of `ebb evaluate`.
public struct Contest: Sendable {
    /// Who may take part, in the order of the table.
    public static let names = [
        "popularity", "trending", "interests", "item-cosine", "ease", "item-neighbors", "linear",
        "blend",
    ]

    /// One line of the table.
    public struct Row: Sendable {
        /// The recommender.
        public let name: String
        /// The law by which profiles were read; nil where they are not looked at.
        public let law: LawText?
        /// How well it did.
        public let evaluation: Evaluation
        /// What was chosen on the validation slice, where something was.
        public let choice: String?
    }

    /// The recommenders, some of `names`; nil: all that the number of items allows.
    public var recommenders: [String]?
    /// The laws by which profiles are read.
    public var laws: [LawText]
    /// The half-lives of `trending`.
    public var trendingHalfLives: [Interval]
    /// By which parameters `item-neighbors` and `linear` are trained, and the ridge of `ease`.
    public var parameters: TrainingParameters

    /// No decay, both clocks, and the law of a new store.
    public static let standardLaws: [LawText] = [
        LawText(NoDecayLaw()), activity(2), activity(5), activity(20), time(.days(1)),
        time(.days(7)), time(.days(30)), LawText(ExponentialLaw.standard),
    ].compactMap(\.self)

    private static func activity(_ behaviors: Int64) -> LawText? {
        try? LawText(ExponentialLaw([.init(halfLife: nil, activityHalfLife: behaviors)]))
    }

    private static func time(_ halfLife: Interval) -> LawText? {
        try? LawText(ExponentialLaw([.init(halfLife: halfLife)]))
    }

    /// Takes those that are not to be the defaults.
    public init(
        recommenders: [String]? = nil, laws: [LawText] = standardLaws,
        trendingHalfLives: [Interval] = [.days(1), .days(7), .days(30)],
        parameters: TrainingParameters = .init()
    ) {
        self.recommenders = recommenders
        self.laws = laws
        self.trendingHalfLives = trendingHalfLives
        self.parameters = parameters
    }

    /// Trains and evaluates one after the other; `took` is told each line as soon as it is there.
    ///
    /// Blocks its thread: call it off the cooperative pool.
    public func run(
        on log: EvaluationLog, control: TrainingControl = .init(), took: (Row) -> Void
    ) throws(ModelError) {
        let judge = log.rules.judgesLists ? try ListJudge(log, control: control) : nil
        for name in Self.names where recommenders?.contains(name) ?? Self.fits(name, log) {
            for (method, choice) in try methods(name, log, control) {
                let evaluation = try Evaluation(
                    of: method, on: log, judge: judge, control: control)
                took(
                    Row(
                        name: method.name, law: method.law.map { LawText(erased: $0) },
                        evaluation: evaluation, choice: choice))
            }
        }
    }

    /// Those that hold a number for every pair of items.
    private static let dense: Set<String> = ["item-cosine", "ease", "linear"]

    private static func fits(_ name: String, _ log: EvaluationLog) -> Bool {
        log.itemCount <= Linear.itemsMax || !dense.contains(name)
    }

    private func methods(
        _ name: String, _ log: EvaluationLog, _ control: TrainingControl
    ) throws(ModelError) -> [(EvaluatedMethod, choice: String?)] {
        switch name {
        case "popularity":
            var plain = TrainingParameters()
            plain.popular.halfLife = nil
            let model = try Popular.train(on: log.training, by: plain, control: control)
            return [(.unread(name) { model.score([], into: &$0) }, nil)]
        case "trending": return trendingHalfLives.map { (.trending(halfLife: $0), nil) }
        case "interests":
            // Without repeats everything it knows of is left out of the ranking.
            guard log.rules.countsRepeats else { return [] }
            return laws.map { (.interests(law: $0.law), nil) }
        case "blend":
            var parameters = parameters
            parameters.blend.countsRepeats = log.rules.countsRepeats
            let blend = try BlendChoice(
                on: log.validation(), laws: laws.map(\.law), parameters: parameters,
                control: control)
            return [(try blend.method(on: log, control: control), blend.description)]
        default:
            let score = try scoring(name, log, control)
            return laws.map { (EvaluatedMethod(name, law: $0.law, score: score), nil) }
        }
    }

    private func scoring(
        _ name: String, _ log: EvaluationLog, _ control: TrainingControl
    ) throws(ModelError) -> @Sendable ([Reading], inout Scores) -> Void {
        var parameters = parameters
        // Whoever takes part ranks all items, or does not take part.
        parameters.linear.itemsMax = Linear.itemsMax
        if Self.dense.contains(name), !Self.fits(name, log) {
            throw ModelError(
                .tooLarge,
                "\(name) takes at most \(Linear.itemsMax) items, and the log has "
                    + "\(log.itemCount): evaluate item-neighbors")
        }
        switch name {
        case "item-cosine":
            let cosine = try ItemCosine(log.training, control: control)
            return { cosine.score($0, into: &$1) }
        case "ease":
            parameters.linear.activityHalfLife = nil
            let weights = try LinearWeights(
                log.training, by: parameters.linear, control: control)
            return { weights.score($0, into: &$1) }
        case "linear":
            let weights = try LinearWeights(
                log.training, by: parameters.linear, control: control)
            return { weights.score($0, into: &$1) }
        default:
            let model = try ItemNeighbors.train(
                on: log.training, by: parameters, control: control)
            return { model.score($0, into: &$1) }
        }
    }
}

extension LawText {
    /// Takes a law whose type is not known here.
    init(erased law: any DecayLaw) { self.init(law) }
}
