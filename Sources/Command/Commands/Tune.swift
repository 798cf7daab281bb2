import ArgumentParser
import Interest
import Program
import Recommending
import Repositories

/// `ebb tune [FILE]`: how interests should fade here.
struct Tune: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Finds out how interests should fade, and how models should be trained.",
        discussion: """
            Tries laws (none among them, and half-lives on both clocks), each action's gain up \
            and down, and parameters of training, altered copies of histories among them, and \
            keeps what makes a blend foresee the validation slice best: the end of the part of \
            the log that trains, as in ebb evaluate. What lies behind that part is measured once, \
            at the end. Begins with what the store has, or with --law, --gain and the flags of \
            ebb train.

              ebb tune                                  shows what would be better
              ebb tune --apply && ebb train             and goes by it, ebb serve too
              ebb tune ratings.dat.gz --columns user,item,value,time --action rating --budget 5min
            """)

    /// The times that make sense.
    private static let budgets = Interval.seconds(1)...Interval.days(7)

    @Argument(help: ArgumentHelp("A file of behaviours; - is standard input.", valueName: "file"))
    var file: String?

    @Flag(help: "What the user has had counts too: for shops where people buy again.")
    var repeats = false

    @Option(help: "When it ends at the latest, after the step that is under way.")
    var budget: Interval = .seconds(480)

    @Flag(help: "Writes into the store what was found: law, gains, and how models are trained.")
    var apply = false

    @Option(help: "The law to begin with. (default: the store's; for a file the standard one)")
    var law: String?

    @OptionGroup var gains: GainOptions
    @OptionGroup(title: "Parameters") var model: ModelOptions
    @OptionGroup var layout: FormatOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup(title: "Store") var store: StoreOptions

    func validate() throws {
        guard Self.budgets ~= budget else {
            throw ValidationError("--budget must be from 1s to 7d.")
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
        var answer = try await tune(behaviors, from: start)
        if apply {
            // Training first: broken off between the two, models are trained better and profiles
            // are what they were.
            try await repositories.trainingDefaults.save(answer.parameters)
            try await repositories.settings.save(
                Settings(
                    law: LawText(parsing: answer.law).law,
                    gains: answer.applied(to: start.gains), pruning: settings.pruning))
            answer.applied = true
        }
        return answer
    }

    /// What the search begins with.
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
        _ behaviors: [Behavior], from start: TuningCandidate
    ) async throws -> TuneAnswer {
        let line = Progress()
        defer { line.clear() }
        let news = TuningNews(line)
        let end = ContinuousClock.now + .milliseconds(budget.milliseconds)
        let tuner = Tuner(
            rules: EvaluationRules(countsRepeats: repeats), start: start)
        let outcome = try await tuner.tune(
            on: behaviors, isOver: { ContinuousClock.now >= end }, progress: news.saw,
            tried: news.tried)
        return TuneAnswer(outcome, budget: budget)
    }
}
