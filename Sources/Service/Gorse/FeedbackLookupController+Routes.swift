internal import HTTPTypes

extension FeedbackLookupController {
    private static let group = "Feedback"

    static let routes =
        pages + [
            RouteDescription(
                .get, "/api/feedback/{first}/{second}", group,
                "The feedback of a user and an item.",
                inPath: pair, answer: list),
            RouteDescription(
                .delete, "/api/feedback/{first}/{second}", group,
                "Takes back the feedback of a user and an item.", inPath: pair,
                answer: .json(.success)),
            RouteDescription(
                .get, "/api/feedback/{first}/{second}/{third}", group,
                "One feedback, or an empty object.", inPath: triple,
                answer: .json(.either([.feedback, .object([])]))),
            RouteDescription(
                .delete, "/api/feedback/{first}/{second}/{third}", group,
                "Takes back one feedback.",
                inPath: triple, answer: .json(.success)),
            RouteDescription(
                .get, "/api/user/{id}/feedback", group, "All feedback of a user.", answer: list),
            RouteDescription(
                .get, "/api/user/{id}/feedback/{type}", group, "A user's feedback of a type.",
                inPath: [
                    .init(
                        "type", .text(min: 1), "The type, maybe with a bound of the value: read>=3."
                    )
                ], answer: list),
            RouteDescription(
                .get, "/api/item/{id}/feedback", group, "All feedback towards an item.",
                answer: list),
            RouteDescription(
                .get, "/api/item/{id}/feedback/{type}", group,
                "Feedback of a type towards an item.",
                inPath: [.init("type", .id, "The type.")], answer: list),
        ]

    private static let pages = [
        RouteDescription(
            .get, "/api/feedback", group, "All feedback, by user, page by page.", query: paging,
            answer: .json(page)),
        RouteDescription(
            .get, "/api/feedback/{first}", group, "All feedback of a type, page by page.",
            inPath: [.init("first", .id, "The type.")], query: paging, answer: .json(page)),
    ]

    private static let list = RouteDescription.Answer.json(.array(.feedback))
    private static let page = JSONSchema.page(of: .feedback, as: "Feedback")
    private static let paging: [RouteDescription.Parameter] = [.count, .cursor]
    private static let pair: [RouteDescription.Parameter] = [
        .init("first", .id, "The user."), .init("second", .id, "The item."),
    ]
    private static let triple: [RouteDescription.Parameter] = [
        .init("first", .id, "The type."), .init("second", .id, "The user."),
        .init("third", .id, "The item."),
    ]
}
