import ArgumentParser
import Interest
import Recommending
import Repositories

/// `ebb recommend USER`: what to show next, and why.
struct Recommend: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Recommends items to a user.",
        discussion: """
            With --explain each recommendation says which interests it comes from: how much is \
            left of the interest, how similar the two items are, and what that adds. The parts \
            add up to the score. A stranger gets what is current.

              ebb recommend 8605 --category Drama --diversity 0.3
              ebb recommend 8605 --recommender interests        what to come back to
            """)

    @Argument(help: "The user's id.")
    var user: UserID

    @Option(name: [.customShort("n"), .long], help: "How many to recommend.")
    var count = 10

    @Option(help: "As of when: 2013-09-01, an ISO 8601 time, unix seconds, -7d, +30d, now.")
    var at: TimeArgument?

    @Option(help: "An item to leave out; may be given again.")
    var exclude: [ItemID] = []

    @Option(help: "How many of the best to leave out first.")
    var offset = 0

    @Option(
        help: ArgumentHelp(
            "Which recommender: \(Roster.names.joined(separator: ", ")). (default: blend, filled "
                + "up by item-neighbors, trending, popular)",
            valueName: "name"))
    var recommender: String?

    @Flag(help: "Items that the user has seen may come. (interests: they do)")
    var seen = false

    @Flag(help: "Hidden items may come.")
    var hidden = false

    @Option(help: "Only items of this category; may be given again: of all of them.")
    var category: [String] = []

    @Option(help: "Only items that came into the catalogue at most so long ago: 30d.")
    var ageMax: Interval?

    @Option(help: "From 0 to 1: how much it counts that items differ from each other.")
    var diversity = 0.0

    @Flag(help: "Says why.")
    var explain = false

    @OptionGroup var output: OutputOptions
    @OptionGroup(title: "Store") var store: StoreOptions

    func validate() throws {
        guard 1...RecommendationRequest.depthMax ~= count else {
            throw ValidationError("--count must be from 1 to 10,000.")
        }
        guard 0...RecommendationRequest.depthMax ~= offset else {
            throw ValidationError("--offset must be from 0 to 10,000.")
        }
        guard 0...1 ~= diversity else {
            throw ValidationError("--diversity must be from 0 to 1.")
        }
        if let recommender, !Roster.names.contains(recommender) {
            let known = Roster.names.joined(separator: ", ")
            throw ValidationError(
                "There is no recommender \"\(recommender)\": there are \(known).")
        }
    }

    func run() async throws {
        let answer = try await Session.with(store) { try await recommend($0) }
        guard !answer.models.isEmpty || !answer.recommendations.isEmpty else {
            throw Failure(
                recommender.map { ModelError.untrained($0).message }
                    ?? "nothing is trained yet: run ebb train")
        }
        if output.format == .json { try Output.json(answer) } else { print(answer.text) }
    }

    private func recommend(_ repositories: MongoRepositories) async throws -> RecommendAnswer {
        let now = Timestamp.now
        let shelf = ModelShelf()
        try await shelf.refresh(
            from: repositories.models, only: recommender.map { [$0] } ?? Roster.served)
        for refusal in shelf.refusals {
            Output.news("the model \(refusal.summary.recommender) cannot serve: \(refusal.error)")
        }
        if shelf.contents.models.isEmpty {
            // Before the first training the log says what trends.
            _ = try await ShelfFeed(
                shelf, from: repositories.behaviors, settings: repositories.settings
            ).look()
        }
        let items = ItemShelf(repositories.items, now: { now })
        let reading = try await InterestReader(repositories.weights, now: { now })
            .read(user, at: at?.time(from: now))
        let visible = VisibleRecommendations(
            source: Recommendations(shelf: shelf), shelf: items, catalog: repositories.items)
        let showsSeen = seen || recommender == Interests.name
        let found = try await visible.recommend(
            RecommendationRequest(
                interests: reading.all, count: count, offset: offset,
                excluded: Set(exclude).union(showsSeen ? [] : reading.seen), explains: explain,
                recommender: recommender),
            ShelfChoices(
                showsHidden: hidden, categories: category, ageMax: ageMax, diversity: diversity,
                time: reading.time))
        let named = found.map(\.item) + found.flatMap(\.parts).compactMap(\.because)
        return RecommendAnswer(
            user: user, time: reading.time, found: found, titles: try await items.items(named),
            models: shelf.contents.models.mapValues(\.summary.version))
    }
}
