import ArgumentParser
import Interest
import Recommending
import Repositories
import Service

/// `ebb recommend USER`: what to show next, and why.
struct Recommend: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Recommends items to a user.",
        discussion: """
            With --explain each recommendation says which interests it comes from: how much is \
            left of the interest, how similar the two items are, and what that adds. The parts \
            add up to the score. A stranger gets what is popular.
            """)

    @Argument(help: "The user's id.")
    var user: UserID

    @Option(name: [.customShort("n"), .long], help: "How many to recommend.")
    var count = 10

    @Option(help: "As of when: 2013-09-01, an ISO 8601 time, unix seconds, -7d, +30d, now.")
    var at: TimeArgument?

    @Option(help: "An item to leave out; may be given again.")
    var exclude: [ItemID] = []

    @Flag(help: "Says why.")
    var explain = false

    @OptionGroup var output: OutputOptions
    @OptionGroup(title: "Store") var store: StoreOptions

    func validate() throws {
        guard 1...RecommendationRequest.depthMax ~= count else {
            throw ValidationError("--count must be from 1 to 10,000.")
        }
    }

    func run() async throws {
        let answer = try await Session.with(store) { try await recommend($0) }
        guard !answer.models.isEmpty else {
            throw Failure("nothing is trained yet: run ebb train")
        }
        if output.format == .json { try Output.json(answer) } else { print(answer.text) }
    }

    private func recommend(_ repositories: MongoRepositories) async throws -> RecommendAnswer {
        let now = Timestamp.now
        let shelf = ModelShelf()
        try await shelf.refresh(from: repositories.models)
        for refusal in shelf.refusals {
            Output.news("the model \(refusal.summary.recommender) cannot serve: \(refusal.error)")
        }
        let items = ItemShelf(repositories.items, now: { now })
        let reading = try await InterestReader(repositories.weights, now: { now })
            .read(user, at: at?.time(from: now))
        let recommender = VisibleRecommendations(
            source: Recommendations(shelf: shelf), shelf: items)
        let found = try await recommender.recommend(
            RecommendationRequest(
                interests: reading.all, count: count,
                excluded: Set(exclude).union(reading.seen), explains: explain))
        let named = found.map(\.item) + found.flatMap(\.parts).compactMap(\.because)
        return RecommendAnswer(
            user: user, time: reading.time, found: found, titles: try await items.items(named),
            models: shelf.contents.models.mapValues(\.summary.version))
    }
}
