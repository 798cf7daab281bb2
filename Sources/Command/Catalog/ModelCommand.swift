import ArgumentParser
import Interest
import Repositories

/// `ebb model`: what training made.
struct ModelCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "model", abstract: "Lists, shows and deletes versions of models.",
        discussion: """
            The newest version of each recommender serves; deleting it lets the one before serve \
            again, within a minute. Whole models: ebb export models, ebb import --models.
            """,
        subcommands: [ModelList.self, ModelShow.self, ModelDelete.self])
}

/// A model for a machine.
private struct ModelAnswer: Encodable {
    let recommender: String
    let version: Int
    /// Whether it is the newest of its recommender.
    let serves: Bool
    let trained: String
    let trainedUntil: String
    let behaviors: Int
    let bytes: Int
    let parameters: [String: String]

    init(_ model: ModelSummary, newest: Int) {
        recommender = model.recommender
        version = model.version
        serves = model.version == newest
        trained = model.time.description
        trainedUntil = model.trainedUntil.description
        behaviors = model.behaviors
        bytes = model.size
        parameters = model.parameters
    }

    static func all(_ models: [ModelSummary]) -> [ModelAnswer] {
        let newest = Dictionary(models.map { ($0.recommender, $0.version) }, uniquingKeysWith: max)
        return models.map { ModelAnswer($0, newest: newest[$0.recommender] ?? 0) }
    }
}

/// `ebb model list`.
struct ModelList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Lists every version that is kept.")

    @OptionGroup var output: OutputOptions
    @OptionGroup(title: "Store") var store: StoreOptions

    func run() async throws {
        let models = ModelAnswer.all(
            try await Session.with(store) { try await $0.models.versionsInOrder() })
        if output.format == .json { return try Output.json(models) }
        var table = Table(
            ("MODEL", .left), ("VERSION", .right), ("TRAINED", .left), ("BEHAVIOURS", .right),
            ("BYTES", .right), ("", .left))
        for model in models {
            table.add(
                model.recommender, "\(model.version)", model.trained, model.behaviors.grouped,
                model.bytes.grouped, model.serves ? "serves" : "")
        }
        print(models.isEmpty ? "No models yet: run ebb train." : table.text)
    }
}

/// A version of a model, named on the command line.
struct ModelName: ParsableArguments {
    @Argument(help: "The recommender, as ebb model list names it.")
    var recommender: String

    @Argument(help: "The version. (default: the newest)")
    var version: Int?

    /// Finds it. Throws a sentence where it is not there.
    func find(in models: [ModelSummary]) throws -> ModelSummary {
        let found = models.last {
            $0.recommender == recommender && (version ?? $0.version) == $0.version
        }
        guard let found else {
            throw Failure(
                "there is no model \(recommender)\(version.map { " \($0)" } ?? ""): "
                    + "ebb model list names those that there are")
        }
        return found
    }
}

/// `ebb model show`.
struct ModelShow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Shows a version and the parameters of its training.")

    @OptionGroup var name: ModelName
    @OptionGroup var output: OutputOptions
    @OptionGroup(title: "Store") var store: StoreOptions

    func run() async throws {
        let models = try await Session.with(store) { try await $0.models.versionsInOrder() }
        let found = try name.find(in: models)
        let answer = ModelAnswer.all(models).first {
            $0.recommender == found.recommender && $0.version == found.version
        }
        guard let answer else { return }
        if output.format == .json { return try Output.json(answer) }
        var table = Table(("", .left), ("", .left))
        table.add("model", "\(answer.recommender) \(answer.version)")
        table.add("serves", answer.serves ? "yes" : "no: a newer one does")
        table.add("trained", answer.trained)
        table.add("on the log until", answer.trainedUntil)
        table.add("behaviours", answer.behaviors.grouped)
        table.add("bytes", answer.bytes.grouped)
        for (name, value) in answer.parameters.sorted(by: { $0.key < $1.key }) {
            table.add(name, value)
        }
        print(String(table.text.drop { $0 == "\n" }))
    }
}

/// `ebb model delete`.
struct ModelDelete: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "delete", abstract: "Deletes a version of a model.")

    @OptionGroup var name: ModelName

    @Flag(help: "Does not ask.") var yes = false

    @OptionGroup(title: "Store") var store: StoreOptions

    func run() async throws {
        let (name, yes) = (name, yes)
        let gone = try await Session.with(store) { repositories in
            let found = try name.find(in: try await repositories.models.versionsInOrder())
            try Confirmation.require(
                "Delete version \(found.version) of \(found.recommender)?", given: yes)
            try await repositories.models.discard(found)
            return found
        }
        print("version \(gone.version) of \(gone.recommender) is deleted")
    }
}
