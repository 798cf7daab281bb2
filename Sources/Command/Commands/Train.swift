import ArgumentParser
import Foundation
import Interest
import Recommending
import Repositories

/// `ebb train`: models from the log.
struct Train: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Trains the recommenders on the log and saves their models.",
        discussion: """
            A running server takes a new model within seconds. A training that fails or is \
            stopped leaves the old model serving; ebb stats says how the last ones went.

              \(Roster.served.joined(separator: ", "))
                serve by default, and are trained where no other is named. A blend adds up the \
            others; its weights are chosen on the end of the log, with profiles read by the \
            store's law: so train it again when the law changes.
              \(Roster.names.filter { !Roster.served.contains($0) }.joined(separator: ", "))
                answer where a request asks for them by name.

            Parameters are what ebb tune --apply has written into the store, where no flag says \
            otherwise.
            """)

    @Argument(
        help: "Which recommenders. (default: \(Roster.served.joined(separator: ", ")))")
    var recommenders: [String] = []

    @Flag(
        inversion: .prefixedNo,
        help: "People come back to what they had: then a blend takes their own interests too.")
    var repeats: Bool?

    @OptionGroup(title: "Parameters") var model: ModelOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup(title: "Store") var store: StoreOptions

    func validate() throws {
        if let unknown = recommenders.first(where: { !Roster.names.contains($0) }) {
            let known = Roster.names.joined(separator: ", ")
            throw ValidationError("There is no recommender \"\(unknown)\": there are \(known).")
        }
        do { _ = try model.parameters() } catch { throw ValidationError("\(error)") }
    }

    func run() async throws {
        let answers = try await Session.with(store) { try await train(on: $0) }
        guard output.format == .text else { return try Output.json(answers) }
        for answer in answers {
            print(
                "\(answer.recommender): version \(answer.version) from "
                    + "\(answer.behaviors.grouped) behaviours, \(answer.bytes.grouped) bytes")
            if let parts = answer.parameters["parts"] { print("  = \(parts)") }
            if let remark = answer.parameters["remark"] { print("  \(remark)") }
        }
    }

    /// Trains and saves; the newest models serve.
    func train(
        on repositories: MongoRepositories
    ) async throws -> [TrainAnswer] {
        let names = recommenders.isEmpty ? Roster.served : recommenders
        let line = Progress()
        defer { line.clear() }
        var parameters = try model.parameters(
            over: await repositories.trainingDefaults.defaults())
        if let repeats { parameters.blend.countsRepeats = repeats }
        var answers: [TrainAnswer] = []
        try await Trainer(parameters: parameters).train(
            names, from: repositories.behaviors, catalog: repositories.items,
            settings: repositories.settings.settings(), now: .now, into: repositories.models,
            journal: TrainingJournal(
                repositories.trainings, owner: .current, now: { .now }),
            progress: { progress in
                let fraction = progress.total.map { Double(progress.done) / Double(max(1, $0)) }
                line.draw(fraction, progress.stage)
            }
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

/// What `ebb train` answers for a recommender.
struct TrainAnswer: Encodable, Sendable {
    let recommender: String
    let version: Int
    let behaviors: Int
    let bytes: Int
    let parameters: [String: String]
}
