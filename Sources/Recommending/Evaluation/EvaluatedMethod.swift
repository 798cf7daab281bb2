public import Interest

/// A way to predict, ready to be evaluated: a model, and how a history becomes the interests that
/// it reads.
public struct EvaluatedMethod: Sendable {
    /// The recommender, as the table calls it.
    public let name: String
    /// The law by which profiles are read; nil where they are not looked at.
    public let law: (any DecayLaw)?
    /// A scorer for queries that come in order of time.
    let scorer: @Sendable (EvaluationLog) -> any LiveScorer

    /// Takes a model that was trained on the log's own training part.
    public init(_ name: String, model: some Recommender, law: any DecayLaw = NoDecayLaw()) {
        self.init(name, law: law) { model.score($0, into: &$1) }
    }

    /// Takes what scores interests.
    init(
        _ name: String, law: any DecayLaw,
        score: @escaping @Sendable (Readings, inout Scores) -> Void
    ) {
        self.init(name: name, law: law) { log in
            ModelScorer(log: log, reader: ProfileReader(law), score: score)
        }
    }

    /// Takes what scores without looking at anybody's interests.
    static func unread(
        _ name: String, score: @escaping @Sendable (inout Scores) -> Void
    ) -> EvaluatedMethod {
        EvaluatedMethod(name: name, law: nil) { _ in SteadyScorer(score: score) }
    }

    init(
        name: String, law: (any DecayLaw)?,
        scorer: @escaping @Sendable (EvaluationLog) -> any LiveScorer
    ) {
        self.name = name
        self.law = law
        self.scorer = scorer
    }
}

extension EvaluatedMethod {
    /// The plain item cosine, the protocol's own yardstick.
    public static func itemCosine(
        on log: EvaluationLog, law: any DecayLaw = NoDecayLaw(), control: TrainingControl = .init()
    ) throws(ModelError) -> EvaluatedMethod {
        let cosine = try ItemCosine(log.training, control: control)
        return EvaluatedMethod("item cosine", law: law) { cosine.score($0, into: &$1) }
    }
}

extension EvaluatedMethod {
    /// Scorers for stretches of queries: each knows what happened before the first of its stretch,
    /// and what learns has learned it once for all.
    func scorers(
        _ log: EvaluationLog, for queries: [Query], every stretch: Int, control: TrainingControl
    ) throws(ModelError) -> [any LiveScorer] {
        var (scorer, scorers) = (scorer(log), [any LiveScorer]())
        for first in stride(from: 0, to: queries.count, by: stretch) {
            try control.check()
            scorer.advance(to: queries[first].moment)
            scorers.append(scorer)
        }
        return scorers
    }
}

/// Scores queries that come in order of time.
protocol LiveScorer: Sendable {
    /// Takes in what happened before a moment, where the scorer learns; moments come in order.
    mutating func advance(to moment: Int)

    /// Adds to the scores, which are clear, what speaks for each item at the moment of `query`.
    mutating func score(_ query: Query, into scores: inout Scores)
}

extension LiveScorer {
    /// Nothing: most models stay as they were trained.
    mutating func advance(to moment: Int) {}
}

/// A model that stays as it was trained, and reads live profiles.
struct ModelScorer: LiveScorer {
    let log: EvaluationLog
    let reader: ProfileReader
    let score: @Sendable (Readings, inout Scores) -> Void

    func score(_ query: Query, into scores: inout Scores) {
        score(reader.readings(of: log.history(of: query)), &scores)
    }
}

/// The same scores for everybody at any time.
private struct SteadyScorer: LiveScorer {
    let score: @Sendable (inout Scores) -> Void

    func score(_ query: Query, into scores: inout Scores) { score(&scores) }
}
