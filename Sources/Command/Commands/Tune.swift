import ArgumentParser
import Interest
import Program
import Recommending
import Repositories

/// `ebb tune [FILE]`: finds out how interests should fade for this log.
struct Tune: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Finds the best decay law, gains and training parameters.",
        discussion: """
            Tries decay laws (including none, and half-lives on both clocks), higher and lower \
            gains for each action, and training parameters (including altered copies of \
            histories). Keeps the values with which a blend best predicts the validation slice, \
            which is the end of the training part of the log, as in ebb evaluate. The part after \
            it is measured once, at the end. Both are predicted by the live protocol of ebb \
            evaluate --live, because that is how ebb serve works; --frozen takes the other one. \
            The search starts from the store's settings, or from \
            --law, --gain and the flags of ebb train.

              ebb tune                                  show better settings
              ebb tune --apply && ebb train             and use them, also in ebb serve
              ebb tune ratings.dat.gz --columns user,item,value,time --action rating --budget 5min
            """)

    /// The times that make sense.
    static let budgets = Interval.seconds(1)...Interval.days(7)

    @Argument(help: ArgumentHelp("A file of behaviors; - is standard input.", valueName: "file"))
    var file: String?

    @Flag(help: "Also predict items that the user had before (for shops where users buy again).")
    var repeats = false

    @Flag(help: "Compare by the frozen protocol: models do not learn what was predicted.")
    var frozen = false

    @Option(help: "The time limit; the current step is always finished.")
    var budget: Interval = .seconds(480)

    @Flag(help: "Write the result to the store: law, gains and training parameters.")
    var apply = false

    @Option(help: "The law to start from. (default: the store's; for a file, the built-in one)")
    var law: String?

    @OptionGroup var gains: GainOptions
    @OptionGroup(title: "Parameters") var model: ModelOptions
    @OptionGroup var layout: FormatOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup(title: "Store") var store: StoreOptions

    func validate() throws {
        guard Self.budgets ~= budget else {
            throw ValidationError("invalid --budget: expected 1s to 7d, e.g. 10min")
        }
        do {
            _ = try start(from: .standard, [:])
        } catch {
            throw ValidationError("\(error)")
        }
        _ = try layout.importOptions()
    }

    func run() async throws {
        let answer =
            if let file, !apply {
                try await Interruption.watch {
                    let start = try start(from: .standard, [:])
                    return try await tune(
                        LogInMemory.read(file, layout.importOptions(), gains: start.gains),
                        from: start)
                }
            } else {
                try await Session.with(store) { try await tune(on: $0) }
            }
        if output.format == .json { try Output.json(answer) } else { print(answer.text) }
    }

    /// Searches on the store's log, or on the file.
    func tune(on repositories: MongoRepositories) async throws -> TuneAnswer {
        let settings = try await repositories.settings.settings()
        let start = try start(
            from: settings, await repositories.trainingDefaults.defaults())
        let behaviors =
            if let file {
                try await LogInMemory.read(file, layout.importOptions(), gains: start.gains)
            } else {
                try await LogInMemory.read(repositories.behaviors)
            }
        let vectors = try await ItemVectors(
            of: CatalogOptions.read(repositories.items), from: repositories.embeddings)
        var answer = try await tune(behaviors, vectors, from: start)
        if apply {
            // Training parameters are written first: if writing is interrupted between the two,
            // models are trained better and profiles have not changed.
            try await repositories.trainingDefaults.save(answer.parameters)
            try await repositories.settings.save(
                Settings(
                    law: LawText(parsing: answer.law).law,
                    gains: answer.applied(to: start.gains), pruning: settings.pruning))
            answer.applied = true
        }
        return answer
    }

    /// The settings that the search starts from.
    private func start(
        from settings: Settings, _ defaults: [String: String]
    ) throws -> TuningCandidate {
        var parameters = try model.parameters(over: defaults)
        parameters.blend.countsRepeats = repeats
        return TuningCandidate(
            law: try law.map { try LawText(parsing: $0) } ?? LawText(settings.law),
            gains: try gains.applied(to: settings.gains), parameters: parameters)
    }

    private func tune(
        _ behaviors: [Behavior], _ vectors: ItemVectors = .none, from start: TuningCandidate
    ) async throws -> TuneAnswer {
        let line = Progress()
        defer { line.clear() }
        let news = TuningNews(line)
        let end = ContinuousClock.now + .milliseconds(budget.milliseconds)
        var tuner = Tuner(
            rules: EvaluationRules(
                countsRepeats: repeats, evaluationProtocol: frozen ? .frozen : .live),
            start: start)
        tuner.vectors = vectors
        let outcome = try await tuner.tune(
            on: behaviors, isOver: { ContinuousClock.now >= end }, progress: news.saw,
            tried: news.tried)
        return TuneAnswer(
            outcome, budget: budget, evaluationProtocol: tuner.rules.evaluationProtocol)
    }
}
