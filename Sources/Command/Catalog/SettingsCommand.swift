import ArgumentParser
import Interest
import Repositories

/// `ebb settings`: what all servers of a store agree on.
struct SettingsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "settings",
        abstract: "Shows all settings of the store, or replaces them by a file.",
        discussion: """
            The law of decay, what actions are worth, the pruning. To change one of them: ebb \
            law set. How long the log is kept: ebb retention.

              ebb settings show > settings.json
              ebb settings set settings.json
            """,
        subcommands: [SettingsShow.self, SettingsSet.self])
}

/// `ebb settings show`.
struct SettingsShow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Prints the settings as the JSON that set takes.")

    @OptionGroup(title: "Store") var store: StoreOptions

    func run() async throws {
        try Output.json(try await Session.with(store) { try await $0.settings.settings() })
    }
}

/// `ebb settings set`: the same as `ebb law set --file`.
struct SettingsSet: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "set", abstract: "Replaces all settings by those of a file.",
        discussion: """
            Right at the next read of every profile. Where a part of the log is no longer kept, \
            --from-what-is-left says that profiles may be folded anew without it.
            """)

    @Argument(help: "A JSON file as ebb settings show prints it.") var file: String

    @Flag(help: "Where a part of the log is no longer kept: fold anew from the rest of it.")
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
