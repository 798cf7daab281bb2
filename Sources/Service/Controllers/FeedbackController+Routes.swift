internal import HTTPTypes

extension FeedbackController {
    static let routes = [
        RouteDescription(
            .post, "/api/feedback", "Feedback",
            "Takes behaviours in, all of them or none. FeedbackType is the action; without a "
                + "Timestamp it has just happened; an EventId makes a repeat count once.",
            body: body, answer: .json(.success), failures: [410]),
        RouteDescription(
            .put, "/api/feedback", "Feedback",
            "Takes behaviours in, each in the place of all that there are of its user, item and "
                + "type.",
            body: body, answer: .json(.success), failures: [410]),
    ]

    private static let body = JSONSchema.either([
        feedback, .array(feedback, max: ServiceConfiguration().feedbackMax),
    ])

    private static let feedback = JSONSchema.object(
        [
            .needed("FeedbackType", .id), .needed("UserId", .id), .needed("ItemId", .id),
            .optional("Value", .nullable(.number())), .optional("Timestamp", .feedbackTime),
            .optional("EventId", .nullable(.id)),
        ] + JSONSchema.noted, isOpen: true)
}

extension JSONSchema {
    /// When a feedback was given: a text, empty for now, or seconds since 1970.
    static let feedbackTime = either([
        .askedMoment, .number(0...253_402_300_799), .null,
    ])
}
