public import ArgumentParser
import Ingest
import Interest
import Program
public import Recommending
import Repositories
import Synchronization

/// `ebb evaluate [FILE]`: measures how well each recommender predicts what users do next.
struct Evaluate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Measures how well each recommender predicts what users do next.",
        discussion: """
            Evaluates on a file, which needs no store, or on the store's log. Rare items (under 5 \
            behaviors) and users (under 3) are dropped, in three passes. The first 80 % of the \
            behaviors in order of time are for training; each later one is predicted from \
            everything its user did up to that moment. All items are ranked. The models do not \
            change after the split; only trending keeps counting. The weights and the law of a \
            blend are chosen on the last fifth of the training part, never on the test part. \
            Figures by this protocol are marked "frozen".

            --live predicts each behavior after the split and then learns it, as ebb serve does: \
            popularity, trending, item-neighbors and blend know every behavior before the one \
            that is predicted. Any item met by then can be predicted and is ranked, so new items \
            count. The other recommenders stay as trained at the split. Figures by the two \
            protocols cannot be compared.

            --mode next-basket predicts what a user took together (within --basket-gap) from \
            what the user did before. --mode leave-last-out predicts the last behavior of every \
            user with models trained on all others. --windows trains new models for each of a \
            number of windows after the split; --folds predicts each group of users with models \
            that never saw them. Both print the mean over the parts and its standard deviation.

              ebb evaluate ratings.dat.gz --columns user,item,value,time --action rating
              ebb evaluate purchases.csv --action purchase --repeats --recommender blend
              ebb evaluate --live
              ebb evaluate --law none --law 'exponential 5b' --law 'power 7d 1'
              ebb evaluate --report report.html --depth 10 --depth 5 --depth 20
              ebb evaluate purchases.csv --repeats --mode next-basket --windows 5

            --cold predicts only items that nobody had before the split, ranked among all items \
            and among the new ones alone. semantic reads the vectors that ebb embed made of the \
            store's items; from a file it reads those that the items of --catalog bring \
            themselves.

            Recommenders: \(Contest.names.joined(separator: ", ")). interests and network rank \
            only items that the user had before, so they need --repeats. content reads the items \
            of the store, or --catalog.
            """)

    @Argument(help: ArgumentHelp("A file of behaviors; - is standard input.", valueName: "file"))
    var file: String?

    @Flag(help: "Also predict items that the user had before (for shops where users buy again).")
    var repeats = false

    @Flag(help: "Learn each behavior once it is predicted, as ebb serve does; new items count.")
    var live = false

    @Option(
        name: .customLong("recommender"),
        help: "A recommender; repeatable. (default: all that the log's size allows)")
    var recommenders: [String] = []

    @Option(
        name: .customLong("law"),
        help: "A decay law for reading profiles; repeatable. (default: a table of laws)")
    var laws: [String] = []

    @Option(
        name: .customLong("depth"),
        help: "How many ranks count; repeatable. (default: 10)")
    var depths: [Int] = []

    @Option(help: "The fraction of the behaviors that is for training.")
    var trainingShare = 0.8

    @Option(help: "What to predict: \(EvaluationMode.allNames).")
    var mode: EvaluationMode = .prequential

    @Option(help: "With next-basket: the longest gap between behaviors of one basket.")
    var basketGap: Interval = .hours(1)

    @Option(help: "The number of time windows after the split, each with its own models.")
    var windows: Int?

    @Option(help: "The number of user groups, each predicted with models that never saw them.")
    var folds: Int?

    @Flag(help: "Predict only items that nobody had before the split.")
    var cold = false

    @OptionGroup(title: "Catalog") var catalog: CatalogOptions

    @Flag(help: "Also measure coverage, novelty and diversity of the lists.")
    var lists = false

    @Option(help: "The number of bootstrap samples for the interval of the NDCG; 0 means none.")
    var resamples = 1000

    @Option(
        help: ArgumentHelp(
            "Write the results as an HTML page, including lists.", valueName: "file.html"))
    var report: String?

    @OptionGroup(title: "Parameters") var model: ModelOptions
    @OptionGroup var layout: FormatOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup(title: "Store") var store: StoreOptions

    private var rules: EvaluationRules {
        var rules = EvaluationRules(
            trainingShare: trainingShare, countsRepeats: repeats,
            depths: depths.isEmpty ? (report == nil ? [10] : [10, 5, 20]) : depths,
            judgesLists: lists || report != nil, resamples: resamples, mode: mode,
            basketGap: basketGap,
            crossValidation: windows.map { .windows($0) } ?? folds.map { .users($0) } ?? .none,
            evaluationProtocol: live ? .live : .frozen)
        rules.seeksNew = cold
        return rules
    }

    func validate() throws {
        if let unknown = recommenders.first(where: { !Contest.names.contains($0) }) {
            let known = Contest.names.joined(separator: ", ")
            throw ValidationError("unknown recommender \"\(unknown)\": expected one of \(known)")
        }
        guard windows == nil || folds == nil else {
            throw ValidationError("--windows and --folds exclude each other: give one of them")
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
                    var contest = try await contest([:], catalog.read() ?? [])
                    contest.vectors = try ItemVectors(ownOf: contest.catalog)
                    return try await evaluate(
                        LogInMemory.read(file, layout.importOptions()), contest)
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
        var contest = try await contest(
            repositories.trainingDefaults.defaults(), catalog.items(else: repositories.items))
        contest.vectors = try await ItemVectors(
            of: contest.catalog, from: repositories.embeddings)
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
    /// The names of all modes, for messages.
    static var allNames: String { allCases.map(\.rawValue).joined(separator: ", ") }
}
