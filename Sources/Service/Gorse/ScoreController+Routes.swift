internal import HTTPTypes

extension ScoreController {
    static let routes =
        route(
            "/api/latest", "Items", "The newest items, scored by their seconds since 1970.",
            hasCategory: true)
        + route(
            "/api/item/{id}/neighbors", "Items", "What goes with an item.", hasCategory: true)
        + route(
            "/api/item-to-item/{name}/{id}", "Items", "What goes with an item.",
            name: itemToItem)
        + route(
            "/api/non-personalized/{name}", "Items", "What everybody turns to.",
            name: nonPersonalized)
        + route(
            "/api/collaborative-filtering/{id}", "Recommendations",
            "What those who are like a user turned to.", hasCategory: true)
        + route(
            "/api/user/{id}/neighbors", "Users", "Who is like a user by what is left of interests.",
            query: [.count, .offset])
        + route(
            "/api/user-to-user/{name}/{id}", "Users",
            "Who is like a user by what is left of interests.", name: [userToUser],
            query: [.count, .offset])

    /// A route, and beside it, with `hasCategory`, the one by which older clients name a category.
    private static func route(
        _ path: String, _ group: String, _ summary: String, name: [String] = [],
        hasCategory: Bool = false, query: [RouteDescription.Parameter] = choices
    ) -> [RouteDescription] {
        let paths = hasCategory ? [path, path + "/{category}"] : [path]
        return paths.map { path in
            RouteDescription(
                .get, path, group, summary,
                inPath: (name.isEmpty ? [] : [.init("name", .word(name), "The recommender.")])
                    + (path.hasSuffix("{category}") ? [.category] : []),
                query: query, answer: .json(.scores), failures: name.isEmpty ? [] : [404])
        }
    }

    private static let choices: [RouteDescription.Parameter] = [
        .count, .offset,
        .init("category", .text(), "Only items of all these categories.", isList: true),
        .init("user-id", .text(), "A user whose items do not come."),
    ]
}
