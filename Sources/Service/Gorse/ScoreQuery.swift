internal import Hummingbird
internal import Interest

/// What Gorse's queries for scored lists say.
struct ScoreQuery {
    let count: Int
    let offset: Int
    let categories: [String]
    /// Whose items do not come.
    let reader: UserID?

    /// - Parameter context: its path may name a category too.
    init(
        _ request: Request, _ context: ExchangeContext, _ configuration: ServiceConfiguration,
        of users: Bool = false
    ) throws {
        let query = try Query(
            request, known: users ? ["n", "offset"] : ["n", "offset", "category", "user-id"])
        count = try query.number(
            "n", in: 0...configuration.resultsMax, default: configuration.resultsDefault)
        offset = try query.number("offset", in: 0...configuration.offsetMax, default: 0)
        let category = try context.text("category")
        categories =
            try query.texts("category", max: configuration.categoriesMax)
            + (category.isEmpty ? [] : [category])
        reader = try query.texts("user-id", max: 1).first.map { try UserID($0) }
    }
}
