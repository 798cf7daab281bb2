internal import Interest
internal import Recommending
internal import Wire

/// What a query says of the recommendations that are wanted.
struct RecommendationQuery {
    let count: Int
    let offset: Int
    let explains: Bool
    let excluded: Set<ItemID>
    let recommender: String?
    /// Whether what the user has seen may come.
    let showsSeen: Bool
    /// Whether a configured reranker may reorder the head.
    let reranks: Bool
    /// The moment that is asked for; nil: now.
    let time: Timestamp?
    /// What is to be noted of the answer.
    let writeBack: WriteBack.Choice?
    private let choices: CatalogFilter

    init(_ query: inout Query, _ configuration: ServiceConfiguration) throws {
        count = try query.count(configuration)
        offset = try query.offset(configuration, "How many of the best to skip.")
        explains = try query.flag(
            "explain", "Whether each comes with its title and the parts of its score.")
        time = try query.moment()
        excluded = try query.items(
            "exclude", max: configuration.excludedMax, "Items not to recommend.")
        recommender = try query.text(
            "recommender", as: .word(Recommenders.names + [""]),
            "Which recommender; all together unless given.")
        let showsSeen = try query.choice("seen", "Whether what the user has seen may come.")
        reranks =
            try query.choice(
                "rerank",
                "Whether a model that is configured may reorder the head; true unless "
                    + "said otherwise.") ?? true
        let showsHidden = try query.flag("hidden", "Whether hidden items may come.")
        choices = CatalogFilter(
            showsHidden: showsHidden,
            categories: try query.texts(
                "category", as: .text(min: 1), max: configuration.categoriesMax,
                "Only items of all these categories."),
            ageMax: try query.interval("age-max", "Only items no older: 30d."),
            diversity: try query.share(
                "diversity",
                "How much items of categories that came already give way to others."))
        writeBack = try query.writeBack()
        if let recommender, !Recommenders.names.contains(recommender) {
            throw Failure.badRequest(
                "there is no recommender \"\(recommender.prefix(40))\": there are "
                    + Recommenders.names.joined(separator: ", "))
        }
        // What to come back to has all been seen.
        self.showsSeen = showsSeen ?? (recommender == Interests.name)
    }

    /// The request for a user whose interests were read.
    func request(by reading: InterestReader.Reading) -> RecommendationRequest {
        RecommendationRequest(
            interests: reading.all, idle: reading.idle, count: count, offset: offset,
            excluded: showsSeen ? excluded : excluded.union(reading.seen), explains: explains,
            recommender: recommender)
    }

    /// The choices as of a moment, in these categories, too.
    func choices(at time: Timestamp, in categories: [String]) -> CatalogFilter {
        var choices = choices
        choices.time = time
        choices.categories += categories
        return choices
    }
}
