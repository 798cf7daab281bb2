import ArgumentParser
import Interest
import Repositories

/// `ebb settings`: shows or replaces the settings that all servers of a store share.
struct SettingsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "settings",
        abstract: "Shows or replaces all settings of the store.",
        discussion: """
            The settings are the decay law, the gains of actions and the pruning. To change one \
            of them, use ebb law set. To change how long the log is kept, use ebb retention.

              ebb settings show > settings.json
              ebb settings set settings.json
            """,
        subcommands: [SettingsShow.self, SettingsSet.self])
}

/// `ebb settings show`.
struct SettingsShow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Prints the settings as JSON, as ebb settings set reads it.")

    @OptionGroup(title: "Store") var store: StoreOptions

    func run() async throws {
        try Output.json(try await Session.with(store) { try await $0.settings.settings() })
    }
}

/// `ebb settings set`: the same as `ebb law set --file`.
struct SettingsSet: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "set", abstract: "Replaces all settings with those in a file.",
        discussion: """
            Each profile follows the new settings at its next read. When old behaviors have been \
            deleted (ebb retention), --from-what-is-left allows folding profiles without them.
            """)

    @Argument(help: "A JSON file, as ebb settings show prints it.") var file: String

    @Flag(help: "Fold profiles from the remaining log when old behaviors have been deleted.")
    var fromWhatIsLeft = false

    @OptionGroup var output: OutputOptions
    @OptionGroup(title: "Store") var store: StoreOptions

    func run() async throws {
        var change = try LawSet.parse(["--file", file])
        change.fromWhatIsLeft = fromWhatIsLeft
        change.output = output
        change.store = store
        try await change.run()
    }
}
