import Interest
import Recommending

/// `train.item-neighbors`, `train.linear` and `evaluate`: measure recommenders in memory, on a
/// generated log with skewed popularity and drifting interests. All cores are used.
enum TrainFigures {
    /// The sizes of a generated log.
    struct Size {
        let users: Int
        let items: Int
        let behaviors: Int

        func log() throws -> TrainingLog {
            var builder = TrainingLogBuilder(gains: .standard)
            for batch in GeneratedLog(users: users, items: items, behaviors: behaviors) {
                try builder.append(batch)
            }
            return builder.finish()
        }
    }

    /// Behaviors learned per second, without reading the log.
    static func train(_ model: any Recommender.Type, _ size: Size) async throws -> [Figure] {
        let log = try size.log()
        let (time, trained) = try await seconds {
            try model.train(on: log, by: .init(), control: .init())
        }
        let payload = trained.encode()
        return [
            Figure(
                "train.\(model.name)", value: Double(log.count) / time, unit: "behaviors/s",
                limit: nil, checksum: "\(checksum(payload))", size: log.count)
        ]
    }

    /// Behaviors predicted per second by `item-neighbors` on live profiles, without the training.
    static func evaluate(_ size: Size) async throws -> [Figure] {
        let behaviors = Array(
            GeneratedLog(users: size.users, items: size.items, behaviors: size.behaviors).joined())
        let log = try EvaluationLog(behaviors)
        let model = try ItemNeighbors.train(on: log.training, by: .init(), control: .init())
        let method = EvaluatedMethod(
            "item-neighbors", model: model, law: try LawText(parsing: "exponential 5b").law)
        let (time, found) = try await seconds { try Evaluation(of: method, on: log) }
        return [
            Figure(
                "evaluate", value: Double(found.queries) / time, unit: "predictions/s", limit: nil,
                checksum: "\(found.ndcg)", size: found.queries)
        ]
    }

    private static func checksum(_ bytes: [UInt8]) -> UInt64 {
        bytes.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
    }
}
