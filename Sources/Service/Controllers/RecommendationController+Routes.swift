internal import HTTPTypes
internal import Recommending

extension RecommendationController {
    static let routes =
        ["/api/recommend/{id}", "/api/recommend/{id}/{category}"].map { path in
            RouteDescription(
                .get, path, "Recommendations",
                "Recommends items to a user: ids, ids with scores, or with reasons.",
                query: query,
                head: [
                    .init(
                        "X-API-Version", .text(), "2 for ids with scores, as in Gorse.")
                ],
                answer: .json(.either([.array(.text()), .scores, explained])),
                failures: [404, 410])
        }
        + ["/api/session/recommend", "/api/session/recommend/{category}"].map { path in
            RouteDescription(
                .post, path, "Recommendations",
                "Recommends to somebody unknown by what the body says; nothing of it is kept.",
                query: query, body: session,
                answer: .json(.either([.scores, explained])), failures: [404, 410])
        }
        + [
            RouteDescription(
                .get, "/api/recommend", "Recommendations", "Says that the user is missing.",
                answer: .json(.anything), failures: [400], isHidden: true)
        ]

    /// What somebody did, of whom nothing is kept.
    static let session = JSONSchema.array(behavior, max: ServiceConfiguration().sessionMax)

    private static let behavior = JSONSchema.object(
        [
            .needed("FeedbackType", .id), .needed("ItemId", .id),
            .optional("Value", .nullable(.number())), .optional("Timestamp", .feedbackTime),
        ], isOpen: true)

    private static let query: [RouteDescription.Parameter] = [
        .init("n", .count, "How many; 10 unless given."),
        .init(
            "offset", .whole(0...ServiceConfiguration().offsetMax),
            "How many of the best to pass over."),
        .init(
            "explain", .askedFlag, "Whether each comes with its title and the parts of its score."),
        .at,
        .init("exclude", .id, "Items not to recommend.", isList: true),
        .init(
            "recommender", .word(Roster.names + [""]),
            "Which recommender; all together unless given."),
        .init("seen", .askedFlag, "Whether what the user has seen may come."),
        .init("hidden", .askedFlag, "Whether hidden items may come."),
        .init("category", .text(min: 1), "Only items of all these categories.", isList: true),
        .init("age-max", .askedInterval, "Only items no older: 30d."),
        .init(
            "diversity", .number(0...1),
            "How much items of categories that came already give way to others."),
        .init(
            "write-back-type", .text(),
            "A feedback type by which it is noted that the user was shown what comes."),
        .init(
            "write-back-delay", .text(pattern: goDuration),
            "So long after the answer it counts as interest: 1h30m. It counts as seen at once."),
    ]

    /// A length of time as Go spells it.
    private static let goDuration =
        #"^(([0-9]+\.?[0-9]*|\.[0-9]+)(h|m|s|ms|us|µs|ns))*0?$"#

    private static let explained = JSONSchema.array(
        .object([
            .needed("Id", .text()), .needed("Title", .nullable(.text())),
            .needed("Score", .number()), .needed("From", .text()),
            .needed(
                "Parts",
                .array(
                    .object([
                        .needed("Because", .nullable(.text())), .optional("Category", .text()),
                        .needed("Title", .nullable(.text())), .needed("Weight", .number()),
                        .needed("Similarity", .number()), .needed("Share", .number()),
                    ]))),
        ]))
}
