import ArgumentParser
import Interest
import Repositories

/// `ebb prune`: drops interests that have faded to almost nothing.
struct Prune: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Drops interests that have faded to almost nothing from all profiles.",
        discussion: """
            An interest is dropped when it is less than a fraction of its whole profile. The \
            fraction is a setting (--below). Every fold drops the same interests at the same \
            moments, after each 1,024 behaviors of a user. When the fraction changes, profiles \
            are folded again. The log keeps everything: a smaller fraction brings back interests \
            that a larger one dropped.

              ebb prune --below 1e-9
            """)

    @Option(
        help: """
            Drop interests below this fraction of their profile: 0 to 1e-6. (default: the store's \
            setting)
            """)
    var below: Double?

    @Flag(help: "Fold profiles from the remaining log when old behaviors have been deleted.")
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

    /// Sets the fraction, and folds the profiles again that were folded with another.
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
