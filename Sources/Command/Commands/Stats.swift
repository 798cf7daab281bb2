import ArgumentParser
import Interest
import Repositories
import Work

/// `ebb stats`: counts what is in the store.
struct Stats: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Shows what is in the store: the log, the profiles, the models.")

    @OptionGroup var output: OutputOptions
    @OptionGroup var store: StoreOptions

    func run() async throws {
        try await Session.with(store) { repositories in
            let answer = try await StatsAnswer(repositories)
            if output.format == .json { try Output.json(answer) } else { print(answer.text) }
        }
    }
}

/// The answer of `ebb stats`.
struct StatsAnswer: Encodable {
    struct Model: Encodable {
        let recommender: String
        let version: Int
        let trained: String
        let behaviors: Int
        let bytes: Int
        let parameters: [String: String]
    }

    struct Training: Encodable {
        let recommender: String
        let began: String
        let seconds: Double
        let outcome: String
        let version: Int?
        let reason: String?

        init(_ entry: TrainingEntry, now: Timestamp) {
            recommender = entry.recommender
            began = entry.started.description
            seconds = Double(entry.took.milliseconds) / 1000
            outcome = entry.outcome(at: now, isAlive: entry.owner.isAlive).rawValue
            version = entry.version
            reason = entry.reason
        }
    }

    let behaviors: Int
    let pending: Int
    let users: Int
    let profiles: Int
    let items: Int
    let models: [Model]
    /// The last training of each recommender, whether it succeeded or failed.
    let trainings: [Training]
    /// The sources that are followed.
    let follows: [FollowAnswer]
    /// The last training that a server ran, and why; nil before the first.
    let lastJob: String?
    /// How long folded behaviors are kept; nil means forever.
    let retention: String?
    /// The number of folded behaviors that were deleted from the log.
    let gone: Int
    let law: String
    let settings: Settings
    private let retentionLine: String

    enum CodingKeys: String, CodingKey {
        case behaviors, pending, users, profiles, items, models, trainings, lastJob
        case follows, retention, gone, law, settings
    }

    init(_ repositories: MongoRepositories) async throws {
        let count = try await repositories.behaviors.count()
        behaviors = count.behaviors
        pending = count.pending
        users = try await repositories.weights.count()
        profiles = try await repositories.profiles.count()
        items = try await repositories.items.count()
        models = try await repositories.models.summaries().map { summary in
            Model(
                recommender: summary.recommender, version: summary.version,
                trained: summary.time.description, behaviors: summary.behaviors,
                bytes: summary.size, parameters: summary.parameters)
        }
        trainings = try await repositories.trainings.all().map { Training($0, now: .now) }
        follows = try await repositories.follows.all().map { FollowAnswer($0) }
        lastJob = try await repositories.jobs.newest(1, of: "train").first
            .map { SelfStarted($0, now: .now).line }
        let log = try await RetentionAnswer(repositories, countsOnlyIfKept: true)
        retention = log.retention
        gone = log.gone
        retentionLine = log.line
        settings = try await repositories.settings.settings()
        law = LawText(settings.law).description
    }

    /// The answer as text for people.
    var text: String {
        var counts = Table(("WHAT", .left), ("COUNT", .right), ("", .left))
        counts.add("behaviors", behaviors.grouped, "in the log")
        counts.add("pending", pending.grouped, "folded when their user is read")
        counts.add("weight documents", users.grouped, "users folded so far")
        counts.add("profiles", profiles.grouped, "")
        counts.add("items", items.grouped, "in the catalog")
        var table = Table(
            ("MODEL", .left), ("VERSION", .right), ("TRAINED", .left), ("BEHAVIORS", .right),
            ("BYTES", .right))
        for model in models {
            table.add(
                model.recommender, "\(model.version)", model.trained, model.behaviors.grouped,
                model.bytes.grouped)
        }
        return counts.text + "\n\nThe law is \(law); \(retentionLine).\n\n"
            + (models.isEmpty ? "No models yet: run ebb train." : table.text) + trainingText
            + (follows.isEmpty ? "" : "\n\n" + FollowAnswer.table(follows))
            + (lastJob.map { "\n\nThe last training by a server: \($0)" } ?? "")
    }

    /// A table of the last trainings; empty when there were none.
    private var trainingText: String {
        guard !trainings.isEmpty else { return "" }
        var table = Table(
            ("LAST TRAINING", .left), ("BEGAN", .left), ("TOOK", .right), ("OUTCOME", .left))
        for training in trainings {
            let outcome = [training.outcome, training.reason].compactMap(\.self)
            table.add(
                training.recommender, training.began,
                Output.number(training.seconds, digits: 1) + " s",
                outcome.joined(separator: ": "))
        }
        return "\n\n" + table.text
    }
}
