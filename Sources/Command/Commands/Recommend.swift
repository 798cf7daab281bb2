import ArgumentParser
import Interest
import Recommending
import Repositories
import Wire

/// `ebb recommend USER`: recommends items and explains why.
struct Recommend: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Recommends items to a user.",
        discussion: """
            With --explain each recommendation lists the interests it comes from: how much is \
            left of the interest, how similar the two items are, and how much that adds. The \
            parts add up to the score. An unknown user gets trending items.

              ebb recommend 8605 --category Drama --diversity 0.3
              ebb recommend 8605 --recommender interests        items to return to
            """)

    @Argument(help: "The user's id.")
    var user: UserID

    @Option(name: [.customShort("n"), .long], help: "The maximum number of recommendations.")
    var count = 10

    @Option(help: "The time: 2013-09-01, an ISO 8601 time, Unix seconds, -7d, +30d or now.")
    var at: TimeArgument?

    @Option(help: "An item to exclude; repeatable.")
    var exclude: [ItemID] = []

    @Option(help: "Skip this many of the best recommendations.")
    var offset = 0

    @Option(
        help: ArgumentHelp(
            "The recommender: \(Recommenders.names.joined(separator: ", ")). (default: blend, then "
                + "item-neighbors, trending and popular to fill the list)",
            valueName: "name"))
    var recommender: String?

    @Flag(help: "Include items that the user has seen. (interests always does)")
    var seen = false

    @Flag(help: "Include hidden items.")
    var hidden = false

    @Option(help: "Only items of this category; repeatable, then items must be in all.")
    var category: [String] = []

    @Option(help: "Only items at most this old: 30d.")
    var ageMax: Interval?

    @Option(help: "How much items should differ from each other, 0 to 1.")
    var diversity = 0.0

    @Flag(help: "Show the reasons.")
    var explain = false

    @OptionGroup var output: OutputOptions
    @OptionGroup(title: "Store") var store: StoreOptions

    func validate() throws {
        guard 1...RecommendationRequest.depthMax ~= count else {
            throw ValidationError("invalid --count: expected 1 to 10,000")
        }
        guard 0...RecommendationRequest.depthMax ~= offset else {
            throw ValidationError("invalid --offset: expected 0 to 10,000")
        }
        guard 0...1 ~= diversity else {
            throw ValidationError("invalid --diversity: expected 0 to 1")
        }
        if let recommender, !Recommenders.names.contains(recommender) {
            let known = Recommenders.names.joined(separator: ", ")
            throw ValidationError(
                "unknown recommender \"\(recommender)\": expected one of \(known)")
        }
    }

    func run() async throws {
        let answer = try await Session.with(store) { try await recommend($0) }
        guard !answer.models.isEmpty || !answer.recommendations.isEmpty else {
            throw Failure(
                recommender.map { ModelError.untrained($0).message }
                    ?? "no model is trained yet: run ebb train")
        }
        if output.format == .json { Output.json(answer) } else { print(answer.text) }
    }

    private func recommend(_ repositories: MongoRepositories) async throws -> RecommendAnswer {
        let now = Timestamp.now
        let serving = ServingModels()
        try await serving.refresh(
            from: repositories.models, only: recommender.map { [$0] } ?? Recommenders.served)
        for refusal in serving.refusals {
            Output.news("cannot use the model \(refusal.summary.recommender): \(refusal.error)")
        }
        if serving.contents.models.isEmpty {
            // Before the first training the log says what trends.
            _ = try await LogFollower(
                serving, from: repositories.behaviors, settings: repositories.settings,
                erasures: repositories.erasures
            ).look()
        }
        let items = CatalogCache(repositories.items, now: { now })
        let reading = try await InterestReader(repositories.weights, now: { now })
            .read(user, at: at?.time(from: now))
        let visible = VisibleRecommendations(
            source: Recommendations(serving: serving),
            catalog: CatalogFollower(repositories.items, now: { now }))
        let showsSeen = seen || recommender == Interests.name
        let found = try await visible.recommend(
            RecommendationRequest(
                interests: reading.all, idle: reading.idle, count: count, offset: offset,
                excluded: Set(exclude).union(showsSeen ? [] : reading.seen), explains: explain,
                recommender: recommender),
            CatalogFilter(
                showsHidden: hidden, categories: category, ageMax: ageMax, diversity: diversity,
                time: reading.time))
        let named = try await items.items(found.named)
        return RecommendAnswer(
            user: user, at: reading.time,
            models: serving.contents.models.mapValues(\.summary.version),
            recommendations: found.map { ExplainedItem($0, in: named) })
    }
}
