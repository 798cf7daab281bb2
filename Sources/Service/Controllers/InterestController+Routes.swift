internal import HTTPTypes

extension InterestController {
    static let routes = [
        RouteDescription(
            .get, "/api/user/{id}/interests", "Interests",
            "What somebody is interested in, the strongest first, at any moment.",
            query: [
                .init("n", .count, "How many; 10 unless given."), .at,
                .init(
                    "categories", .askedFlag, "Whether categories and labels are summed up, too."),
            ], answer: .json(interests), failures: [410])
    ]

    private static let interests = JSONSchema.object([
        .needed("UserId", .text()), .needed("At", .moment),
        .needed(
            "Interests",
            .array(
                .object([
                    .needed("ItemId", .text()), .needed("Title", .nullable(.text())),
                    .needed("Weight", .number()), .needed("Last", .moment),
                ]))),
        .optional("Categories", named), .optional("Labels", named),
        .optional("Uncategorized", .number()),
    ])

    private static let named = JSONSchema.array(
        .object([
            .needed("Name", .text()), .needed("Weight", .number()),
            .needed("Items", .whole(0...Int(Int32.max))), .needed("Last", .moment),
        ]))
}

extension JSONSchema {
    /// How many results may be asked for.
    static let count = whole(0...ServiceConfiguration().resultsMax)
}

extension RouteDescription.Parameter {
    /// The moment that is asked for.
    static let at = Self(
        "at", .askedMoment,
        "The moment, past or future: 2024-05-01T12:00:00Z, or seconds since 1970. Now unless "
            + "given.")
}
