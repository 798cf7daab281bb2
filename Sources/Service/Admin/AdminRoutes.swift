internal import HTTPTypes
internal import Interest

/// The admin endpoint's routes as the OpenAPI document tells them.
///
/// Of what they answer it says the kind alone: the admin page, which comes with the same binary,
/// is who reads it.
enum AdminRoutes {
    static let routes = store + jobs + models + people

    private static let thing = RouteDescription.Answer.json(.object([], isOpen: true))
    private static let list = RouteDescription.Answer.json(.array(.object([], isOpen: true)))
    private static let group = "Administration"

    private static let store = [
        RouteDescription(
            .get, "/api/admin/stats", group,
            "What the store holds, how busy the server is, and how models were trained.",
            answer: thing),
        RouteDescription(
            .get, "/api/admin/indexes", group, "The indexes of every collection.", answer: list),
        RouteDescription(
            .get, "/api/admin/audit", group, "Who did what, the newest first.",
            query: [
                .init("n", .count, "How many; 100 unless given."),
                .init("before", .askedMoment, "Only what was done before."),
            ], answer: list),
        RouteDescription(
            .get, "/api/admin/settings", group, "The law, the gains, pruning and retention.",
            answer: thing),
        RouteDescription(
            .put, "/api/admin/settings", group,
            "Changes how interests fade and what actions are worth; what is left out stays.",
            body: .object([
                .optional("Law", .nullable(.text(min: 1))),
                .optional("Gains", .nullable(.object([], isOpen: true))),
                .optional("Pruning", .nullable(.number(Settings.prunings))),
                .optional("FromWhatIsLeft", .nullable(.flag)),
            ]), answer: thing, failures: [409]),
    ]

    private static let jobs = [
        RouteDescription(
            .get, "/api/admin/jobs", group, "The kinds of jobs, and the newest jobs.",
            query: [
                .init("n", .whole(0...AdminLimits().jobsKept), "How many; 50 unless given.")
            ], answer: thing),
        RouteDescription(
            .post, "/api/admin/jobs/{id}", group,
            "Starts a job of the kind in the path; its parameters stand in the query under the "
                + "names of the command's flags, and a file to import is the body.",
            answer: thing, success: 202, failures: [404, 409, 413, 507]),
        RouteDescription(
            .get, "/api/admin/jobs/{id}", group, "One job.", answer: thing, failures: [404]),
        RouteDescription(
            .delete, "/api/admin/jobs/{id}", group, "Cancels a job.", answer: thing,
            success: 202, failures: [404, 409]),
        RouteDescription(
            .get, "/api/admin/jobs/{id}/events", group,
            "How a job stands, as server-sent events, until it has ended.",
            answer: .text(mediaType: "text/event-stream"), failures: [404]),
        RouteDescription(
            .get, "/api/admin/jobs/{id}/rejects", group, "The bad lines of an import.",
            answer: .text(mediaType: "text/plain"), failures: [404]),
    ]

    private static let models = [
        RouteDescription(
            .get, "/api/admin/models", group, "Every version of every model.", answer: list),
        RouteDescription(
            .post, "/api/admin/models/{id}/{version}/activate", group,
            "Lets an older version serve again.", answer: thing, failures: [404, 409]),
        RouteDescription(
            .delete, "/api/admin/models/{id}/{version}", group,
            "Takes away a version that does not serve.", answer: .json(.success),
            failures: [404, 409]),
    ]

    private static let people = [
        RouteDescription(
            .get, "/api/admin/users", group, "Users by the beginning of their id.",
            query: [
                .init("n", .whole(0...100), "How many; 10 unless given."),
                .init("q", .text(), "How their ids begin."),
            ], answer: .json(.array(.text()))),
        RouteDescription(
            .get, "/api/admin/user/{id}", group,
            "What the store has of a user: the newest behaviours, and the raw documents.",
            query: [.init("n", .count, "How many behaviours; 100 unless given.")], answer: thing),
        RouteDescription(
            .delete, "/api/admin/user/{id}", group,
            "Erases all that the store has of a user, and keeps him out.", answer: thing),
        RouteDescription(
            .get, "/api/admin/user/{id}/remains", group, "What is left of a user who was erased.",
            answer: thing),
        RouteDescription(
            .get, "/api/admin/user/{id}/interests", group,
            "Curves of the strongest interests over any time, by any law.",
            query: [
                law, .init("from", .askedMoment, "Where they begin."),
                .init("to", .askedMoment, "Where they end."),
                .init("points", .whole(2...AdminLimits().momentsMax), "How many moments."),
                .init("n", .whole(1...100), "How many interests; 8 unless given."),
            ], answer: thing, failures: [410]),
        RouteDescription(
            .get, "/api/admin/user/{id}/recommendations", group,
            "What would be recommended to a user by any law, with reasons.",
            query: [law, .at, .init("n", .whole(1...100), "How many; 10 unless given.")],
            answer: list, failures: [410]),
        RouteDescription(
            .get, "/api/admin/item/{id}", group,
            "An item: what goes with it, who is interested in it, and what was done to it when.",
            answer: thing),
    ]

    private static let law = RouteDescription.Parameter(
        "law", .text(), "A law as ebb law takes it; the store's unless given.")
}
