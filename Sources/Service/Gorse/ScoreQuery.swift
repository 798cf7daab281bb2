internal import Interest

/// Which part of a list is asked for.
struct SpanQuery {
    let count: Int
    let offset: Int

    init(_ query: inout Query, _ configuration: ServiceConfiguration) throws {
        count = try query.count(configuration)
        offset = try query.offset(configuration)
    }
}

/// What Gorse's queries for scored lists of items say.
struct ScoreQuery {
    let span: SpanQuery
    let categories: [String]
    /// Whose items do not come.
    let reader: UserID?

    init(_ query: inout Query, _ configuration: ServiceConfiguration) throws {
        span = try SpanQuery(&query, configuration)
        categories = try query.texts(
            "category", max: configuration.categoriesMax, "Only items of all these categories.")
        reader = try query.words("user-id", "A user whose items do not come.")
            .map { try UserID($0) }
    }
}
