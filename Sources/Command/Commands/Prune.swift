import ArgumentParser
import Interest
import Repositories

/// `ebb prune`: lets go of what has faded to nothing.
struct Prune: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Drops interests that have faded to nothing from all profiles.",
        discussion: """
            An interest is dropped where it is less than a part of its whole profile. Which part \
            is a setting (--below), so every fold of the log drops the same ones at the same \
            moments, after each 1,024 behaviours of a user. Profiles are folded anew where that \
            changes. The log keeps it all: a smaller part brings back what a larger one dropped.

              ebb prune --below 1e-9
            """)

    @Option(
        help: """
            Which part of the profile an interest must still be to be kept: 0 to 1e-6. (default: \
            as it is set)
            """)
    var below: Double?

    @Flag(help: "Where a part of the log is no longer kept: fold anew from the rest of it.")
    var fromWhatIsLeft = false

    @OptionGroup var output: OutputOptions
    @OptionGroup(title: "Store") var store: StoreOptions

    func validate() throws {
        do {
            if let below { _ = try settings(below, in: .standard) }
        } catch {
            throw ValidationError("\(error)")
        }
    }

    func run() async throws {
        let answer = try await Session.with(store) { try await prune($0) }
        if output.format == .json { try Output.json(answer) } else { print(answer.text) }
    }

    /// Sets the part, and folds anew whoever was folded by another.
    func prune(_ repositories: MongoRepositories) async throws -> RebuildAnswer {
        if let below {
            let before = try await repositories.settings.settings()
            if below != before.pruning {
                try await repositories.change(
                    to: settings(below, in: before), forgetting: fromWhatIsLeft)
            }
        }
        return try await Rebuild.rebuild(repositories, all: false)
    }

    private func settings(_ below: Double, in settings: Settings) throws -> Settings {
        try Settings(law: settings.law, gains: settings.gains, pruning: below)
    }
}
