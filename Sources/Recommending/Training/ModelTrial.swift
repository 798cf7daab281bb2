internal import Interest

// A model that serves must not be replaced by a worse one. Whether the next one is worse shows
// only on behavior that neither has met, so the newest slice of the log is held out:
//
//     log      ────────────────────┬──────────┬──────────▶ now
//              the old model's part│   news   │  slice
//     old      trained on         ─┘ learns  ─┘ predicts
//     trial    trained on ─────────────────────┘ predicts
//     new      trained on ───────────────────────────────┘ serves, unless the trial was worse
//
// The slice is at most the later half of the news, so that the trial knows more than the old model
// does, as the new one will. What an old model can learn while it serves, it learns first. Each
// query of the slice gives a pair of NDCGs. The trial is worse where the interval of the mean
// difference, by drawing users again (see `Bootstrap`), lies below 0 altogether.

/// How a model did on the newest slice of the log, against the one that serves.
public struct ModelTrial: Hashable, Sendable {
    /// How many behaviors both had to predict.
    public let queries: Int
    /// The NDCG@10 of the model that serves.
    public let old: Double
    /// The NDCG@10 of one that was trained as the new one is.
    public let new: Double
    /// Between which values the mean difference lies, new less old.
    public let difference: MeanInterval

    /// Whether the new model is worse by more than chance explains.
    public var isWorse: Bool { difference.high < 0 }

    /// The most behaviors of the log that are held out, and of its whole at most this share.
    static let sliceMax = 20_000
    static let shareMax = 0.2
    /// With fewer queries nothing is said.
    static let queriesMin = 50
    private static let resamples = 400

    /// Trains a trial and compares; nil where the slice is too small to tell, and for models that
    /// need the catalog or other clocks than the log's.
    ///
    /// - Parameters:
    ///   - old: the model that serves, as it was trained.
    ///   - time: up to where `old` was trained.
    init?(
        of recommender: any Recommender.Type, against old: any Recommender,
        trainedUntil time: Int64,
        on log: TrainingLog, by parameters: TrainingParameters, control: TrainingControl
    ) throws(ModelError) {
        guard !recommender.readsCatalog,
            let slice = Self.slice(of: log, since: time, parameters)
        else { return nil }
        var training = slice.training
        training.law = log.law
        guard training.gains.contains(where: { $0 > 0 }) else { return nil }
        let trial = try recommender.train(on: training, by: parameters, control: control)
        if type(of: old).learns { old.learn(Self.news(of: log, after: time, until: slice)) }
        let now = old.present()
        let places = slice.ids.map { now.items.place(of: $0) }
        let fresh = try Evaluation(
            of: EvaluatedMethod(recommender.name, law: log.law, erasing: trial), on: slice,
            control: control)
        let stale = try Evaluation(
            of: EvaluatedMethod(recommender.name, law: log.law, reading: now, at: places),
            on: slice, control: control)
        let pairs = zip(fresh.gains, stale.gains).map { $0 - $1 }
        guard
            let difference = Bootstrap.interval(
                of: pairs, users: fresh.users, resamples: Self.resamples)
        else { return nil }
        queries = fresh.queries
        self.old = stale.ndcg
        new = fresh.ndcg
        self.difference = difference
    }

    /// The log, its newest part held out.
    private static func slice(
        of log: TrainingLog, since time: Int64, _ parameters: TrainingParameters
    ) -> EvaluationLog? {
        let news = log.times.count { $0 > time }
        let count = min(news / 2, sliceMax, Int(shareMax * Double(log.count)))
        guard count >= queriesMin else { return nil }
        // Half a behavior more, so that rounding takes none away.
        let share = (Double(log.count - count) + 0.5) / Double(log.count)
        let slice = EvaluationLog(
            log, share: share,
            by: EvaluationRules(countsRepeats: parameters.blend.countsRepeats))
        return slice.queries.count >= queriesMin ? slice : nil
    }

    /// What came after the old model and before the slice, and is liked.
    private static func news(
        of log: TrainingLog, after time: Int64, until slice: EvaluationLog
    ) -> [LiveBehavior] {
        let end = slice.training.times.max() ?? time
        return log.times.indices
            .filter { log.times[$0] > time && log.times[$0] <= end && log.gains[$0] > 0 }
            .sorted { log.times[$0] < log.times[$1] }
            .map { index in
                LiveBehavior(
                    hash: log.users.isEmpty ? nil : log.users[Int(log.owners[index])],
                    item: log.items[Int(log.places[index])],
                    time: Timestamp(milliseconds: log.times[index]),
                    gain: Double(log.gains[index]))
            }
    }
}

extension ModelTrial: CustomStringConvertible {
    /// `0.1234 (old 0.1301) on 420 newest behaviors`.
    public var description: String {
        "NDCG@10 \(Self.short(new)) (the old model \(Self.short(old))) on the newest \(queries) "
            + "behaviors"
    }

    private static func short(_ value: Double) -> String {
        "\((value * 10_000).rounded() / 10_000)"
    }
}

extension EvaluatedMethod {
    /// A model that was trained on the log's own training part.
    fileprivate init(_ name: String, law: any DecayLaw, erasing model: any Recommender) {
        self.init(name, law: law) { model.score($0, into: &$1) }
    }

    /// A model that has an index of its own: `places` says where it has each item of the log.
    fileprivate init(
        _ name: String, law: any DecayLaw, reading model: any Recommender, at places: [Int?]
    ) {
        var back = [Int32](repeating: -1, count: model.items.count)
        for (place, own) in places.enumerated() {
            if let own { back[own] = Int32(place) }
        }
        let numbers = back
        self.init(name, law: law) { readings, scores in
            let own = Readings(
                readings.compactMap { reading in
                    places[reading.place].map {
                        Reading(place: $0, weight: reading.weight, age: reading.age)
                    }
                }, idle: readings.idle)
            Scores.withScratch(numbers.count) { scratch in
                model.score(own, into: &scratch)
                for place in numbers.indices where numbers[place] >= 0 {
                    let score = scratch[place]
                    if score != 0 { scores.add(score, at: Int(numbers[place])) }
                }
            }
        }
    }
}
