import Interest

@testable import Recommending

/// Ids from plain letters.
func item(_ text: String) -> ItemID { ItemID(unchecked: text) }

/// Interests from letters and weights.
func interests(_ weights: KeyValuePairs<String, Double>) -> [ItemWeight] {
    weights.map { ItemWeight(item: item($0.key), weight: $0.value, last: .earliest) }
}

/// A log written as one word a user, one letter a behavior: users `1`, `2`, …, a click an hour.
func log(_ words: [String]) -> TrainingLog {
    var builder = TrainingLogBuilder(gains: .standard)
    for batch in behaviors(words) { try? builder.append(batch) }
    return builder.finish()
}

/// The behaviors of such a log, a batch a user.
func behaviors(_ words: [String]) -> [[Behavior]] {
    words.enumerated().map { number, word in
        word.enumerated().map { hour, letter in
            Behavior(
                user: UserID(unchecked: "\(number + 1)"), item: item("\(letter)"), action: .click,
                time: Timestamp(seconds: 1_700_000_000 + 3600 * Int64(hour)))
        }
    }
}

extension TrainingLog {
    /// A log made up from a seed.
    static func generated(
        seed: UInt64, users: Int = 60, items: Int = 40, behaviors: Int = 1500,
        gains: Gains = .standard
    ) throws -> TrainingLog {
        var builder = TrainingLogBuilder(gains: gains)
        let log = GeneratedLog(seed: seed, users: users, items: items, behaviors: behaviors)
        for batch in log { try builder.append(batch) }
        return builder.finish()
    }
}

extension Recommender {
    /// Trains with other parameters than the defaults.
    static func trained(
        on log: TrainingLog, workers: Int = 1,
        _ change: (inout TrainingParameters) -> Void = { _ in }
    ) throws(ModelError) -> Self {
        var parameters = TrainingParameters()
        change(&parameters)
        return try train(on: log, by: parameters, control: TrainingControl(workers: workers))
    }
}

/// A log that a scan goes through in batches of two, so that users go on from batch to batch.
struct ScannedLog: BehaviorRepository {
    var behaviors: [Behavior]
    /// Called before each batch.
    var beforeBatch: @Sendable () -> Void = {}

    func append(_ behaviors: [Behavior]) async throws(RepositoryError) -> AppendCount {
        AppendCount()
    }

    func newest(
        _ limit: Int, of user: UserID, until time: Timestamp
    ) async throws(RepositoryError) -> [Behavior] { [] }

    func scan(
        until time: Timestamp, _ take: @Sendable ([Behavior]) async throws -> Bool
    ) async throws {
        let behaviors = behaviors.filter { $0.time <= time }
        for start in stride(from: 0, to: behaviors.count, by: 2) {
            beforeBatch()
            guard try await take(Array(behaviors[start...].prefix(2))) else { return }
        }
    }

    func count() async throws(RepositoryError) -> LogCount {
        LogCount(behaviors: behaviors.count, pending: 0)
    }
}

/// Models in memory, with a hand on what their payloads are.
actor KeptModels: ModelRepository {
    var models: [(summary: ModelSummary, payload: [UInt8])] = []
    var fetches = 0
    /// Thrown in place of a payload, by recommender.
    var troubles: [String: RepositoryError] = [:]

    func set(_ trouble: RepositoryError?, for recommender: String) {
        troubles[recommender] = trouble
    }

    func save(_ model: TrainedModel) async throws(RepositoryError) -> Int {
        let version = models.count { $0.summary.recommender == model.recommender } + 1
        let summary = ModelSummary(
            recommender: model.recommender, version: version, time: model.time,
            trainedUntil: model.trainedUntil, behaviors: model.behaviors,
            parameters: model.parameters, size: model.payload.count)
        models.append((summary, model.payload))
        return version
    }

    func newest(_ recommender: String) async throws(RepositoryError) -> ModelSummary? {
        models.last { $0.summary.recommender == recommender }?.summary
    }

    func payload(of summary: ModelSummary) async throws(RepositoryError) -> [UInt8] {
        fetches += 1
        if let trouble = troubles[summary.recommender] { throw trouble }
        return models.first { $0.summary == summary }?.payload ?? []
    }

    func summaries() async throws(RepositoryError) -> [ModelSummary] {
        Set(models.map(\.summary.recommender)).sorted().compactMap { name in
            models.last { $0.summary.recommender == name }?.summary
        }
    }

    func versions() async throws(RepositoryError) -> [ModelSummary] { models.map(\.summary) }

    func drop(_ summary: ModelSummary) async throws(RepositoryError) -> Bool {
        let before = models.count
        models.removeAll { $0.summary == summary }
        return models.count != before
    }
}
