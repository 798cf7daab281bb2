internal import Interest

/// Which page of a list is asked for.
struct PageQuery {
    let count: Int
    /// The cursor of the page before; nil for the first page.
    let cursor: String?

    init(_ query: inout Query, _ configuration: ServiceConfiguration) throws {
        count = try query.count(configuration)
        cursor = try query.cursor()
    }
}

extension Query {
    /// How many results are wanted.
    mutating func count(_ configuration: ServiceConfiguration) throws(Failure) -> Int {
        try number(
            "n", in: 0...configuration.resultsMax, default: configuration.resultsDefault,
            "How many; \(configuration.resultsDefault) unless given.")
    }

    /// How many results to skip.
    mutating func offset(
        _ configuration: ServiceConfiguration, _ summary: String = "How many to skip."
    ) throws(Failure) -> Int {
        try number("offset", in: 0...configuration.offsetMax, default: 0, summary)
    }

    /// Where a list goes on.
    mutating func cursor() throws(Failure) -> String? {
        try GorseCursor.decode(text("cursor", "The Cursor of the page before."))
    }

    /// The moment that is asked for.
    mutating func moment() throws(Failure) -> Timestamp? {
        try time(
            "at",
            "The moment, past or future: 2024-05-01T12:00:00Z, or seconds since 1970. Now unless "
                + "given.")
    }
}
