internal import HTTPTypes

extension BehaviorController {
    static let routes = [
        RouteDescription(
            .get, "/api/user/{id}/behaviors", "Interests",
            "What a user did, each behaviour, the newest first, page by page.",
            query: [.count, .cursor, .at],
            answer: .json(
                .object([
                    .needed("UserId", .text()), .needed("Cursor", .text()),
                    .needed("Behaviors", .array(behavior)),
                ]))),
        RouteDescription(
            .get, "/api/item/{id}/users", "Interests",
            "Who is interested in an item, the most interested first, of those who turned to it "
                + "lately.",
            query: [.count],
            answer: .json(
                .object([
                    .needed("ItemId", .text()),
                    .needed(
                        "Users",
                        .array(
                            .object([
                                .needed("UserId", .text()), .needed("Weight", .number()),
                                .needed("Last", .moment),
                            ]))),
                ]))),
        RouteDescription(
            .post, "/api/user/{id}/interests/preview", "Interests",
            "What behaviours would change in a user's interests, the largest change first; nothing "
                + "of it is kept.",
            query: [.count, .at],
            body: RecommendationController.session,
            answer: .json(
                .object([
                    .needed("UserId", .text()), .needed("At", .moment),
                    .needed("Changes", .array(change)),
                ])), failures: [410]),
        RouteDescription(
            .get, "/api/user/{id}/interests/history", "Interests",
            "How a user's strongest interests came and went.",
            query: [
                .count, .init("from", .askedMoment, "Where it begins."),
                .init("to", .askedMoment, "Where it ends; now unless given."),
                .init(
                    "points", .whole(1...historyMax.moments), "How many moments; 60 unless given."),
            ],
            answer: .json(
                .object([
                    .needed("UserId", .text()), .needed("Times", .array(.moment)),
                    .needed("Interests", .array(curve)),
                ])), failures: [410]),
    ]

    private static let behavior = JSONSchema.object([
        .needed("EventId", .nullable(.text())), .needed("ItemId", .text()),
        .needed("Title", .nullable(.text())), .needed("FeedbackType", .text()),
        .needed("Value", .nullable(.number())), .needed("Timestamp", .moment),
        .needed("Labels", .anything), .needed("Comment", .text()),
    ])

    private static let change = JSONSchema.object([
        .needed("ItemId", .text()), .needed("Title", .nullable(.text())),
        .needed("Before", .number()), .needed("After", .number()),
    ])

    private static let curve = JSONSchema.object([
        .needed("ItemId", .text()), .needed("Title", .nullable(.text())),
        .needed("Weights", .array(.number())),
    ])
}
