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
            stopped leaves the old model serving.
            """)

    @Argument(help: "Which recommenders: \(Roster.names.joined(separator: ", ")). (default: all)")
    var recommenders: [String] = []

    @OptionGroup var output: OutputOptions
    @OptionGroup(title: "Store") var store: StoreOptions

    func validate() throws {
        if let unknown = recommenders.first(where: { !Roster.names.contains($0) }) {
            let known = Roster.names.joined(separator: ", ")
            throw ValidationError("There is no recommender \"\(unknown)\": there are \(known).")
        }
    }

    func run() async throws {
        let names = recommenders.isEmpty ? Roster.names : recommenders
        let answers = try await Session.with(store) { try await train(names, $0) }
        guard output.format == .text else { return try Output.json(answers) }
        for answer in answers {
            print(
                "\(answer.recommender): version \(answer.version) from "
                    + "\(answer.behaviors.grouped) behaviours, \(answer.bytes.grouped) bytes")
        }
    }

    private func train(
        _ names: [String], _ repositories: MongoRepositories
    ) async throws -> [TrainAnswer] {
        let line = Progress()
        defer { line.clear() }
        let models = try await Trainer().train(
            names, from: repositories.behaviors, settings: repositories.settings.settings(),
            now: .now
        ) { progress in
            let fraction = progress.total.map { Double(progress.done) / Double(max(1, $0)) }
            line.draw(fraction, progress.stage)
        }
        var answers: [TrainAnswer] = []
        for model in models {
            let version = try await repositories.models.save(model)
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
private struct TrainAnswer: Encodable, Sendable {
    let recommender: String
    let version: Int
    let behaviors: Int
    let bytes: Int
    let parameters: [String: String]
}
