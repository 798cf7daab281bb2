import ArgumentParser
import Interest
import Repositories
import Wire

/// `ebb model`: lists and deletes trained models.
struct ModelCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "model", abstract: "Lists, shows and deletes model versions.",
        discussion: """
            Servers use the newest version of each recommender. When it is deleted, they return \
            to the previous version within a minute. To copy whole models, use ebb export models \
            and ebb import --models.
            """,
        subcommands: [ModelList.self, ModelShow.self, ModelDelete.self])
}

/// `ebb model list`.
struct ModelList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Lists all stored versions.")

    @OptionGroup var output: OutputOptions
    @OptionGroup(title: "Store") var store: StoreOptions

    func run() async throws {
        let models = ModelRow.all(
            try await Session.with(store) { try await $0.models.versions() })
        if output.format == .json { return Output.json(models) }
        var table = Table(
            ("MODEL", .left), ("VERSION", .right), ("TRAINED", .left), ("BEHAVIORS", .right),
            ("BYTES", .right), ("", .left))
        for model in models {
            table.add(
                model.recommender, "\(model.version)", model.trained.description,
                model.behaviors.grouped, model.bytes.grouped, model.serves == true ? "serves" : "")
        }
        print(models.isEmpty ? "No models yet: run ebb train." : table.text)
    }
}

/// A model version, given on the command line.
struct ModelName: ParsableArguments {
    @Argument(help: "The name of the recommender, from ebb model list.")
    var recommender: String

    @Argument(help: "The version. (default: the newest)")
    var version: Int?

    /// Finds the version. Throws one sentence when it does not exist.
    func find(in models: [ModelSummary]) throws -> ModelSummary {
        let found = models.last {
            $0.recommender == recommender && (version ?? $0.version) == $0.version
        }
        guard let found else {
            throw Failure(
                "unknown model \(recommender)\(version.map { " \($0)" } ?? ""): "
                    + "ebb model list shows all models")
        }
        return found
    }
}

/// `ebb model show`.
struct ModelShow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Shows a model version with its training parameters.")

    @OptionGroup var name: ModelName
    @OptionGroup var output: OutputOptions
    @OptionGroup(title: "Store") var store: StoreOptions

    func run() async throws {
        let models = try await Session.with(store) { try await $0.models.versionsInOrder() }
        let found = try name.find(in: models)
        let newest = models.filter { $0.recommender == found.recommender }.map(\.version).max()
        let model = ModelRow(found, serves: found.version == newest)
        if output.format == .json { return Output.json(model) }
        var table = Table(("", .left), ("", .left))
        table.add("model", "\(model.recommender) \(model.version)")
        table.add("serves", model.serves == true ? "yes" : "no (a newer version does)")
        table.add("trained", model.trained.description)
        table.add("log until", model.trainedUntil.description)
        table.add("behaviors", model.behaviors.grouped)
        table.add("bytes", model.bytes.grouped)
        for parameter in model.parameters { table.add(parameter.name, parameter.value) }
        print(String(table.text.drop { $0 == "\n" }))
    }
}

/// `ebb model delete`.
struct ModelDelete: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "delete", abstract: "Deletes a model version.")

    @OptionGroup var name: ModelName

    @Flag(help: "Do not ask for confirmation.") var yes = false

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
        print("Deleted version \(gone.version) of \(gone.recommender)")
    }
}
