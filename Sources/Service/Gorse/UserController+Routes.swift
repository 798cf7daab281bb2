internal import HTTPTypes

extension UserController {
    private static let group = "Users"

    static let routes = [
        RouteDescription(
            .post, "/api/user", group, "Adds a user, or replaces one.", body: .givenUser,
            answer: .json(.success), failures: [410]),
        RouteDescription(
            .post, "/api/users", group, "Adds or replaces users.",
            body: .array(.givenUser, max: ServiceConfiguration().entriesMax),
            answer: .json(.success), failures: [410]),
        RouteDescription(
            .get, "/api/users", group, "Everybody who is known, by id, page by page.",
            query: [.count, .cursor], answer: .json(.page(of: .user, as: "Users"))),
        RouteDescription(
            .get, "/api/user/{id}", group, "One user.", answer: .json(.user), failures: [404]),
        RouteDescription(
            .patch, "/api/user/{id}", group,
            "Changes what the body names of a user; whoever is not known stays so.",
            body: .userPatch, answer: .json(.success), failures: [410]),
        RouteDescription(
            .delete, "/api/user/{id}", group, "Takes away a user with all of his feedback.",
            answer: .json(.success)),
    ]
}
