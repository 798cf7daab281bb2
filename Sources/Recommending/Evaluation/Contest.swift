public import Interest

/// Recommenders against each other, each read by several laws: the table of `ebb evaluate`.
public struct Contest: Sendable {
    /// Who may take part, in the order of the table.
    public static let names = [
        "popularity", "trending", "interests", "network", "content", "semantic", "item-cosine",
        "ease",
        "item-neighbors", "linear", "graph", "user-neighbors", "blend",
    ]

    /// One line of the table.
    public struct Row: Sendable {
        /// The recommender.
        public let name: String
        /// The law by which profiles were read; nil where they are not looked at.
        public let law: LawText?
        /// How well it did; over the parts of a cross-validation the mean.
        public let evaluation: Evaluation
        /// What was chosen on the validation slice, where something was.
        public let choice: String?
        /// How well it did in each part of a cross-validation; none without.
        public var parts: [Evaluation] = []

        /// The standard deviation of the first NDCG over the parts; nil without.
        public var spread: Double? { parts.isEmpty ? nil : Evaluation.spread(of: parts) }
    }

    /// The recommenders, some of `names`; nil: all that the number of items allows.
    public var recommenders: [String]?
    /// The laws by which profiles are read.
    public var laws: [LawText]
    /// The half-lives of `trending`.
    public var trendingHalfLives: [Interval]
    /// By which parameters models are trained, and the ridge of `ease`.
    public var parameters: TrainingParameters
    /// What the catalog knows of items, for `content`.
    public var catalog: [Item] = []
    /// The vectors of items, for `semantic` and for text in `linear` and `blend`.
    public var vectors = ItemVectors.none

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

    /// Trains and evaluates one after the other; `took` receives each line as soon as it exists.
    ///
    /// Blocks its thread: call it off the cooperative pool.
    public func run(
        on log: EvaluationLog, control: TrainingControl = .init(), took: (Row) -> Void
    ) throws(ModelError) {
        let judge = log.rules.judgesLists ? try ListJudge(log, control: control) : nil
        for name in Self.names where recommenders?.contains(name) ?? fits(name, log) {
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

    /// Whether it makes sense on this log where nobody asked for it.
    private func fits(_ name: String, _ log: EvaluationLog) -> Bool {
        switch name {
        case "content": !catalog.isEmpty
        case "semantic": vectors.count > 0
        case "network":
            log.rules.countsRepeats
                && log.training.actionNames.contains { parameters.network.actions.contains($0) }
        default: log.itemCount <= Linear.itemsMax || !Self.dense.contains(name)
        }
    }

    private func methods(
        _ name: String, _ log: EvaluationLog, _ control: TrainingControl
    ) throws(ModelError) -> [(EvaluatedMethod, choice: String?)] {
        switch name {
        case "popularity" where log.rules.evaluationProtocol == .live:
            return [(.popularity, nil)]
        case "popularity":
            var plain = TrainingParameters()
            plain.popular.halfLife = nil
            let model = try Popular.train(on: log.training, by: plain, control: control)
            return [(.unread(name) { model.score(Readings([]), into: &$0) }, nil)]
        case "trending": return trendingHalfLives.map { (.trending(halfLife: $0), nil) }
        case "interests":
            // Without repeats everything it knows of is left out of the ranking.
            guard log.rules.countsRepeats else { return [] }
            return laws.map { (.interests(law: $0.law), nil) }
        case "network":
            guard log.rules.countsRepeats else { return [] }
            return try read(Network.self, log, control)
        case "content":
            return try read(Content.self, log, control)
        case "semantic": return try read(Semantic.self, log, control)
        case "blend":
            var parameters = parameters
            parameters.blend.countsRepeats = log.rules.countsRepeats
            let blend = try BlendChoice(
                on: log.validation(), laws: laws.map(\.law), parameters: parameters,
                control: control)
            return [(try blend.method(on: log, control: control), blend.description)]
        case "item-neighbors" where log.rules.evaluationProtocol == .live:
            let parameters = parameters.itemNeighbors
            try parameters.check()
            return laws.map { law in
                let method = EvaluatedMethod(name: name, law: law.law) { log in
                    LiveNeighborsScorer(log, ProfileReader(law.law), by: parameters)
                }
                return (method, nil)
            }
        case "item-neighbors": return try read(ItemNeighbors.self, log, control)
        case "graph": return try read(Graph.self, log, control)
        case "user-neighbors":
            // The profiles that it compares fade by the law that reads.
            return try laws.map { law throws(ModelError) in
                var training = log.training
                training.law = law.law
                let model = try UserNeighbors.train(
                    on: training, by: parameters, control: control)
                return (EvaluatedMethod(name, law: law.law) { model.score($0, into: &$1) }, nil)
            }
        default:
            let score = try dense(name, log, control)
            return laws.map { (EvaluatedMethod(name, law: $0.law, score: score), nil) }
        }
    }

    /// A model, trained once and read by every law.
    private func read<Model: Recommender>(
        _ type: Model.Type, _ log: EvaluationLog, _ control: TrainingControl
    ) throws(ModelError) -> [(EvaluatedMethod, choice: String?)] {
        var training = log.training
        if type.readsCatalog { training.catalog = log.numbered(catalog) }
        let model = try type.train(on: training, by: parameters, control: control)
        return laws.map {
            (EvaluatedMethod(type.name, law: $0.law) { model.score($0, into: &$1) }, nil)
        }
    }

    private func dense(
        _ name: String, _ log: EvaluationLog, _ control: TrainingControl
    ) throws(ModelError) -> @Sendable (Readings, inout Scores) -> Void {
        guard fits(name, log) else {
            throw ModelError(
                .tooLarge,
                "\(name) takes at most \(Linear.itemsMax) items, and the log has "
                    + "\(log.itemCount): evaluate item-neighbors")
        }
        if name == "item-cosine" {
            let cosine = try ItemCosine(log.training, control: control)
            return { cosine.score($0, into: &$1) }
        }
        let training = try log.training.augmented(by: parameters.augmentation)
        var parameters = parameters.linear
        // A method ranks all items, or it does not take part.
        parameters.itemsMax = Linear.itemsMax
        if name == "ease" { parameters.activityHalfLife = nil }
        let weights = try LinearWeights(training, by: parameters, control: control)
        return { weights.score($0, into: &$1) }
    }
}

extension EvaluationLog {
    /// By which number `training` calls each item.
    var numbers: [ItemID: ItemID] {
        Dictionary(uniqueKeysWithValues: zip(ids, Self.names(itemCount)))
    }

    /// A catalog with the numbers by which `training` calls items; the others are left out.
    fileprivate func numbered(_ catalog: [Item]) -> [Item] {
        let numbers = numbers
        return catalog.compactMap { item in
            numbers[item.id].map { name in
                var item = item
                item.id = name
                return item
            }
        }
    }
}

extension LawText {
    /// Takes a law whose type is not known here.
    init(erased law: any DecayLaw) { self.init(law) }
}
