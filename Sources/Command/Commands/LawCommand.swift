import ArgumentParser
import Interest
import Recommending
import Repositories

/// `ebb law show` and `ebb law set`: show and change how interests fade in this store.
struct LawCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "law", abstract: "Shows or changes how interests fade.",
        subcommands: [LawShow.self, LawSet.self], defaultSubcommand: LawShow.self)
}

/// `ebb law show`.
struct LawShow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Shows the decay law and the gains of actions.")

    @OptionGroup var output: OutputOptions
    @OptionGroup(title: "Store") var store: StoreOptions

    func run() async throws {
        let answer = try await Session.with(store) { repositories in
            let settings = try await repositories.settings.settings()
            return LawAnswer(
                settings, documents: try await repositories.weights.count(),
                outdated: try await repositories.weights.outdatedCount())
        }
        if output.format == .json { try Output.json(answer) } else { print(answer.text) }
    }
}

/// `ebb law set`.
struct LawSet: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "set", abstract: "Changes how interests fade, from the next read on.",
        discussion: """
            Each profile is folded again from the log at its next read; ebb rebuild does it for \
            all profiles at once. Running servers follow within a second.

              ebb law set exponential 30d                     a half-life in time
              ebb law set exponential 30d,5b                  and in the user's activity
              ebb law set exponential 2d:0.5 + 30d:0.5        fast and slow
              ebb law set logistic 0.1/d                      or logistic-reset
              ebb law set power 7d 1
              ebb law set published-per-behavior 0.1/d
              ebb law set published-fixed-step 0.1/d 1d
              ebb law set none
              ebb law set --gain click=2 --gain rating=1..5   the gains of actions
              ebb law set --gain click=growth:0.5/d --initial network
                the first click adds the gain that the model network (ebb train network) found \
            for clicks; later trainings do not change it
              ebb law set --gain click=network --gain purchase=network
                each click and each purchase adds the gain that the model found for it
            """)

    @Argument(help: ArgumentHelp("The law, on one line.", valueName: "law"))
    var words: [String] = []

    @Option(help: "A JSON file of all settings, as ebb settings show prints it.")
    var file: String?

    @OptionGroup var gains: GainOptions

    @Option(
        help: ArgumentHelp(
            "The initial interest for growing gains: a number from 0 to 1, or network for what "
                + "that model found for each action.", valueName: "number|network"))
    var initial: InitialInterestOption?

    @Flag(help: "Fold profiles from the remaining log when old behaviors have been deleted.")
    var fromWhatIsLeft = false

    @Option(help: "Drop interests below this fraction of their profile: 0 to 1e-6.")
    var pruning: Double?

    @OptionGroup var output: OutputOptions
    @OptionGroup(title: "Store") var store: StoreOptions

    func validate() throws {
        guard words.isEmpty || file == nil else {
            throw ValidationError("a law and --file exclude each other: give one of them")
        }
        guard
            !words.isEmpty || file != nil || !gains.changes.isEmpty || pruning != nil
                || initial != nil
        else {
            throw ValidationError(
                "nothing to change: give a law, --file, --gain, --initial or --pruning")
        }
    }

    func run() async throws {
        // Invalid arguments are an error before the store is opened.
        let described = try file.map(SettingsFile.read)
        let law = words.isEmpty ? nil : try LawText(parsing: words.joined(separator: " ")).law
        _ = try changed(.standard, described, law) { _ in 1 }
        let answer = try await Session.with(store) { repositories in
            let before = try await repositories.settings.settings()
            let network =
                gains.asksNetwork
                ? try await Network.initialInterests(from: repositories.models) : nil
            var after = try changed(before, described, law, network)
            if let initial {
                after.gains = try await initial.applied(
                    to: after.gains, from: repositories.models)
            }
            let change = LawChange(from: before, to: after)
            if !change.isEmpty {
                try await repositories.change(to: after, forgetting: fromWhatIsLeft)
            }
            return LawChangeAnswer(
                change, outdated: try await repositories.weights.outdatedCount())
        }
        if output.format == .json { try Output.json(answer) } else { print(answer.text) }
    }

    private func changed(
        _ before: Settings, _ described: Settings?, _ law: (any DecayLaw)?,
        _ network: ((Action) -> Double?)?
    ) throws -> Settings {
        let base = described ?? before
        return try Settings(
            law: law ?? base.law, gains: gains.applied(to: base.gains, network: network),
            pruning: pruning ?? base.pruning)
    }
}
