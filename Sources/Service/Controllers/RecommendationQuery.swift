internal import Hummingbird
internal import Interest
internal import Recommending

/// What a query says of the recommendations that are wanted.
struct RecommendationQuery {
    /// The names it may have.
    static let names: [Substring] = [
        "n", "offset", "explain", "at", "exclude", "recommender", "seen", "hidden", "category",
        "age-max", "diversity", "write-back-type", "write-back-delay",
    ]

    let count: Int
    let offset: Int
    let explains: Bool
    let excluded: Set<ItemID>
    let recommender: String?
    /// Whether what the user has seen may come.
    let showsSeen: Bool
    /// The moment that is asked for; nil: now.
    let time: Timestamp?
    /// What is to be noted of the answer.
    let writeBack: WriteBack.Choice?
    private let choices: ShelfChoices

    /// - Parameter context: its path may name a category too.
    init(
        _ request: Request, _ context: ExchangeContext, _ configuration: ServiceConfiguration
    ) throws {
        let query = try Query(request, known: Self.names)
        count = try query.number(
            "n", in: 0...configuration.resultsMax, default: configuration.resultsDefault)
        offset = try query.number("offset", in: 0...configuration.offsetMax, default: 0)
        explains = try query.flag("explain")
        excluded = try query.items("exclude", max: configuration.excludedMax)
        time = try query.time("at")
        recommender = try query.text("recommender")
        if let recommender, !Roster.names.contains(recommender) {
            throw Failure.badRequest(
                "there is no recommender \"\(recommender.prefix(40))\": there are "
                    + Roster.names.joined(separator: ", "))
        }
        // What to come back to has all been seen.
        showsSeen =
            try query.text("seen") == nil
            ? recommender == Interests.name : try query.flag("seen")
        writeBack = try query.writeBack()
        choices = ShelfChoices(
            showsHidden: try query.flag("hidden"),
            categories: try query.texts("category", max: configuration.categoriesMax)
                + Self.category(in: context),
            ageMax: try query.interval("age-max"),
            diversity: try query.share("diversity"))
    }

    private static func category(in context: ExchangeContext) throws(Failure) -> [String] {
        guard let part = context.parameters["category"] else { return [] }
        guard let text = PercentEncoding.decode(part) else {
            throw .badRequest("the category in the path is not percent-encoded UTF-8")
        }
        return [text]
    }

    /// The request for somebody with these interests, who has seen these items.
    func request(_ interests: [ItemWeight], seen: [ItemID]) -> RecommendationRequest {
        RecommendationRequest(
            interests: interests, count: count, offset: offset,
            excluded: showsSeen ? excluded : excluded.union(seen), explains: explains,
            recommender: recommender)
    }

    /// The choices, as of a moment.
    func choices(at time: Timestamp) -> ShelfChoices {
        var choices = choices
        choices.time = time
        return choices
    }
}
