public import ArgumentParser
import Ingest
import Interest
import Program
public import Recommending
import Repositories
import Synchronization

/// `ebb evaluate [FILE]`: how well each recommender foresees what people did next.
struct Evaluate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Measures how well each recommender foresees what people did next.",
        discussion: """
            On a file alone, which needs no store, or without one on the store's log. Rare items \
            (under 5 behaviours) and users (under 3) go, in three passes; the first 80 % of the \
            behaviours in order of time train; every later one is predicted from all that its \
            user did up to that moment. All items are ranked. The models stay as they were at the \
            split; only trending counts on. A blend's weights and law are chosen on the last \
            fifth of the part that trains, never on what is measured.

            --mode next-basket predicts what a user took at once (no further apart than \
            --basket-gap) from what was done before; leave-last-out the last behaviour of every \
            user by models that learnt from all others. --windows trains anew for each of so many \
            stretches behind the split, --folds lets each group of users be predicted by models \
            that never saw them; both give the mean over the parts and its spread, the standard \
            deviation.

              ebb evaluate ratings.dat.gz --columns user,item,value,time --action rating
              ebb evaluate purchases.csv --action purchase --repeats --recommender blend
              ebb evaluate --law none --law 'exponential 5b' --law 'power 7d 1'
              ebb evaluate --report report.html --depth 10 --depth 5 --depth 20
              ebb evaluate purchases.csv --repeats --mode next-basket --windows 5

            Recommenders: \(Contest.names.joined(separator: ", ")). interests and network rank \
            only what the user had, so they take part only with --repeats; content reads the \
            store's items, or --catalog.
            """)

    @Argument(help: ArgumentHelp("A file of behaviours; - is standard input.", valueName: "file"))
    var file: String?

    @Flag(help: "What the user has had counts too: for shops where people buy again.")
    var repeats = false

    @Option(
        name: .customLong("recommender"),
        help: "Which recommender; may be given again. (default: all that the log's size allows)")
    var recommenders: [String] = []

    @Option(
        name: .customLong("law"),
        help: "By which law profiles are read; may be given again. (default: a table of laws)")
    var laws: [String] = []

    @Option(
        name: .customLong("depth"),
        help: "How many places of the ranking count; may be given again. (default: 10)")
    var depths: [Int] = []

    @Option(help: "The share of the behaviours that trains.")
    var trainingShare = 0.8

    @Option(help: "What is predicted: \(EvaluationMode.allNames).")
    var mode: EvaluationMode = .prequential

    @Option(help: "In next-basket: what is no further apart belongs together.")
    var basketGap: Interval = .hours(1)

    @Option(help: "So many stretches of time behind the split, each with models of its own.")
    var windows: Int?

    @Option(help: "So many groups of users, each predicted by models that never saw them.")
    var folds: Int?

    @OptionGroup(title: "Catalogue") var catalog: CatalogOptions

    @Flag(help: "Judges what is shown too: coverage, novelty, diversity.")
    var lists = false

    @Option(help: "How often users are drawn anew for the interval of the NDCG; 0: none.")
    var resamples = 1000

    @Option(
        help: ArgumentHelp(
            "Writes the answer as a page for colleagues, lists and all.", valueName: "file.html"))
    var report: String?

    @OptionGroup(title: "Parameters") var model: ModelOptions
    @OptionGroup var layout: FormatOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup(title: "Store") var store: StoreOptions

    private var rules: EvaluationRules {
        EvaluationRules(
            trainingShare: trainingShare, countsRepeats: repeats,
            depths: depths.isEmpty ? (report == nil ? [10] : [10, 5, 20]) : depths,
            judgesLists: lists || report != nil, resamples: resamples, mode: mode,
            basketGap: basketGap,
            crossValidation: windows.map { .windows($0) } ?? folds.map { .users($0) } ?? .none)
    }

    func validate() throws {
        if let unknown = recommenders.first(where: { !Contest.names.contains($0) }) {
            let known = Contest.names.joined(separator: ", ")
            throw ValidationError("There is no recommender \"\(unknown)\": there are \(known).")
        }
        guard windows == nil || folds == nil else {
            throw ValidationError("Either --windows or --folds, not both.")
        }
        do {
            try rules.check()
            _ = try contest([:], [])
        } catch {
            throw ValidationError("\(error)")
        }
        _ = try layout.importOptions()
    }

    func run() async throws {
        let answer =
            if let file {
                try await Interruption.watch {
                    try await evaluate(
                        LogInMemory.read(file, layout.importOptions()),
                        contest([:], catalog.read() ?? []))
                }
            } else {
                try await Session.with(store) { try await evaluate(on: $0) }
            }
        if let report { try EvaluateReport(answer).write(to: report) }
        if output.format == .json { try Output.json(answer) } else { print(answer.text) }
    }

    private func contest(_ stored: [String: String], _ items: [Item]) throws -> Contest {
        var contest = Contest()
        if !recommenders.isEmpty { contest.recommenders = recommenders }
        if !laws.isEmpty { contest.laws = try laws.map { try LawText(parsing: $0) } }
        contest.parameters = try model.parameters(over: stored)
        contest.catalog = items
        return contest
    }

    /// Evaluates on the store's log.
    func evaluate(on repositories: MongoRepositories) async throws -> EvaluateAnswer {
        let contest = try await contest(
            repositories.trainingDefaults.defaults(), catalog.items(else: repositories.items))
        return try await evaluate(LogInMemory.read(repositories.behaviors), contest)
    }

    private func evaluate(
        _ behaviors: [Behavior], _ contest: Contest
    ) async throws -> EvaluateAnswer {
        let line = Progress()
        defer { line.clear() }
        let rows = Mutex<[Contest.Row]>([])
        let size = try await contest.run(on: behaviors, by: rules) { progress in
            let fraction = progress.total.map { Double(progress.done) / Double(max(1, $0)) }
            line.draw(fraction, progress.stage)
        } took: { row in
            rows.withLock { $0.append(row) }
        }
        return EvaluateAnswer(rows.withLock { $0 }, size, rules)
    }
}

extension EvaluationMode: ExpressibleByArgument {
    /// For a person.
    static var allNames: String { allCases.map(\.rawValue).joined(separator: ", ") }
}
