import ArgumentParser
import Foundation
import Interest
import Recommending
import Repositories

/// `ebb train`: trains models on the log.
struct Train: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Trains the recommenders on the log and saves their models.",
        discussion: """
            Running servers load a new model within seconds. When a training fails or is stopped, \
            the old model stays in use; ebb stats shows the outcome of the last trainings.

              \(Recommenders.served.joined(separator: ", "))
                are used and trained by default. A blend adds up the others. Its weights are \
            chosen on the end of the log with the store's decay law, so train it again when the \
            law changes.
              \(Recommenders.names.filter { !Recommenders.served.contains($0) }
                .joined(separator: ", "))
                are used only by requests that name them.

            Parameters without a flag come from the store, where ebb tune --apply writes them.
            """)

    @Argument(
        help: "The recommenders. (default: \(Recommenders.served.joined(separator: ", ")))")
    var recommenders: [String] = []

    @Flag(
        inversion: .prefixedNo,
        help: "Users return to items they had: a blend then includes the user's own interests.")
    var repeats: Bool?

    @Flag(
        help: """
            Keep a model that serves when the new one is worse: both predict the newest behaviors, \
            which neither has seen.
            """)
    var judge = false

    @OptionGroup(title: "Parameters") var model: ModelOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup(title: "Store") var store: StoreOptions

    func validate() throws {
        if let unknown = recommenders.first(where: { !Recommenders.names.contains($0) }) {
            let known = Recommenders.names.joined(separator: ", ")
            throw ValidationError("unknown recommender \"\(unknown)\": expected one of \(known)")
        }
        do { _ = try model.parameters() } catch { throw ValidationError("\(error)") }
    }

    func run() async throws {
        let answers = try await Session.with(store) { try await train(on: $0) }
        guard output.format == .text else { return try Output.json(answers) }
        for answer in answers {
            if let kept = answer.kept {
                print(
                    "\(answer.recommender): version \(answer.version) goes on serving, because the "
                        + "new model was worse: \(kept)")
                continue
            }
            print(
                "\(answer.recommender): version \(answer.version) from "
                    + "\(answer.behaviors.grouped) behaviors, \(answer.bytes.grouped) bytes")
            if let parts = answer.parameters["parts"] { print("  = \(parts)") }
            if let remark = answer.parameters["remark"] { print("  \(remark)") }
        }
    }

    /// Trains and saves the models; servers use the newest ones.
    func train(
        on repositories: MongoRepositories
    ) async throws -> [TrainAnswer] {
        let names = recommenders.isEmpty ? Recommenders.served : recommenders
        let line = Progress()
        defer { line.clear() }
        var parameters = try model.parameters(
            over: await repositories.trainingDefaults.defaults())
        if let repeats { parameters.blend.countsRepeats = repeats }
        var answers: [TrainAnswer] = []
        try await Trainer(parameters: parameters).train(
            names, from: repositories.behaviors, catalog: repositories.items,
            embeddings: repositories.embeddings,
            settings: repositories.settings.settings(),
            salt: repositories.erasures.erased().salt, now: .now, into: repositories.models,
            journal: TrainingJournal(
                repositories.trainings, owner: .current, now: { .now }),
            judges: judge,
            progress: { progress in
                let fraction = progress.total.map { Double(progress.done) / Double(max(1, $0)) }
                line.draw(fraction, progress.stage)
            },
            kept: { answers.append(TrainAnswer($0, kept: $1, behaviors: $2)) }
        ) { model, version in
            answers.append(
                TrainAnswer(
                    recommender: model.recommender, version: version,
                    behaviors: model.behaviors, bytes: model.payload.count,
                    parameters: model.parameters))
        }
        return answers
    }
}

/// The answer of `ebb train` for one recommender.
struct TrainAnswer: Encodable, Sendable {
    let recommender: String
    let version: Int
    let behaviors: Int
    let bytes: Int
    let parameters: [String: String]
    /// How the new model did, where it was worse and the old one goes on serving.
    var kept: String?
}

extension TrainAnswer {
    fileprivate init(_ old: ModelSummary, kept trial: ModelTrial, behaviors: Int) {
        self.init(
            recommender: old.recommender, version: old.version, behaviors: behaviors,
            bytes: old.size, parameters: old.parameters, kept: trial.description)
    }
}
