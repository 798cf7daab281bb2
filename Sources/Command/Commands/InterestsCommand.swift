import ArgumentParser
import Interest
import Repositories
import Wire

/// `ebb interests USER`: shows what is left of a user's interests.
struct InterestsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "interests",
        abstract: "Shows what is left of a user's interests.",
        discussion: """
            For a time in the past, the log is folded up to that time. For a time in the future, \
            the present interests fade until then.

              ebb interests 7 --at 2013-09-01
              ebb interests 7 --categories
              ebb interests 7 --history --from 2013-04-01 --to 2013-12-01 --plot interests.svg
            """)

    @Argument(help: "The user's id.")
    var user: UserID

    @Option(name: [.customShort("n"), .long], help: "The maximum number of interests.")
    var count = 10

    @Option(help: "The time: 2013-09-01, an ISO 8601 time, Unix seconds, -7d, +30d or now.")
    var at: TimeArgument?

    @Option(help: "Also show this many of the newest behaviors.")
    var behaviors = 0

    @Flag(help: "Show interests in categories and labels, according to the current catalog.")
    var categories = false

    @OptionGroup(title: "Over time") var over: HistoryOptions
    @OptionGroup(title: "Reads") var reads: ReadOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup(title: "Store") var store: StoreOptions

    func validate() throws {
        guard 1...100_000 ~= count else {
            throw ValidationError("invalid --count: expected 1 to 100,000")
        }
        guard 0...100_000 ~= behaviors else {
            throw ValidationError("invalid --behaviors: expected 0 to 100,000")
        }
        guard !over.history || (at == nil && behaviors == 0 && !categories) else {
            throw ValidationError(
                "--history excludes --at, --behaviors and --categories: use --from and --to")
        }
        guard !categories || behaviors == 0 else {
            throw ValidationError(
                "--categories and --behaviors exclude each other: give one of them")
        }
    }

    func run() async throws {
        try await Session.with(store, flags: reads.given) { repositories in
            if over.history {
                try await showHistory(repositories)
            } else {
                try await showInterests(repositories)
            }
        }
    }

    private func showInterests(_ repositories: MongoRepositories) async throws {
        let now = Timestamp.now
        let time = at?.time(from: now) ?? now
        let folded = try await repositories.weights.weights(of: user, at: time, now: now)
        let top = folded.top(count, at: time)
        let log = try await repositories.behaviors.newest(behaviors, of: user, until: time)
        let items = try await repositories.items.items(top.map(\.item) + log.map(\.item))
        var answer = InterestsAnswer(
            user: user, at: time, behaviors: Int(folded.weights.frame.activity),
            interests: top.map { InterestRow($0, title: items[$0.item]?.title) })
        if behaviors > 0 {
            answer.show(log: log.map { BehaviorRow($0, title: items[$0.item]?.title) })
        }
        if categories {
            let all = folded.all(at: time)
            let catalog = try await repositories.items.items(all.map(\.item))
            answer.show(CategoryInterests(all, in: catalog), max: count)
        }
        if output.format == .json { return Output.json(answer) }
        print(categories ? answer.categoriesText : answer.text)
    }

    private func showHistory(_ repositories: MongoRepositories) async throws {
        let end = over.to?.time(from: .now) ?? .now
        guard try await repositories.weights.missingCount(of: user) == 0 else {
            throw RepositoryError.trimmedPast
        }
        let log = try await repositories.behaviors.newest(
            HistoryOptions.behaviorsMax + 1, of: user, until: end)
        guard log.count <= HistoryOptions.behaviorsMax else {
            throw Failure(
                "too many behaviors of \(user.text.fitted(to: 40)): a history has at most "
                    + "\(HistoryOptions.behaviorsMax.grouped); give an earlier --to")
        }
        let start = over.from?.time(from: .now) ?? log.last?.time ?? end
        guard start < end || log.isEmpty else { throw Failure("--from must be before --to") }
        let history = try await InterestHistory(
            of: log.reversed(), by: try await repositories.settings.settings(),
            at: InterestHistory.moments(over.points, from: start, to: end), strongest: count)
        let titles = try await repositories.items.items(history.curves.map(\.item))
        let answer = HistoryAnswer(user: user, history: history, items: titles)
        if let plot = over.plot { try Picture.write(answer.chart, to: plot) }
        if output.format == .json { Output.json(answer) } else { print(answer.text) }
    }
}
