// Gorse's shapes, as the OpenAPI document tells them. What comes in may hold more, which is passed
// over; what goes out holds these fields and no more.

extension JSONSchema {
    /// Where a list goes on: what the page before it gave.
    static let cursor = text()

    /// A user that comes in.
    static let givenUser = object([.needed("UserId", .id)] + noted, isOpen: true)
    /// What of a user is to be another; null stays.
    static let userPatch = object(noted, isOpen: true)
    /// A user.
    static let user = object([
        .needed("UserId", .text()), .needed("Labels", .anything), .needed("Comment", .text()),
    ])

    /// An item that comes in.
    static let givenItem = object([.needed("ItemId", .id)] + ofItems, isOpen: true)
    /// What of an item is to be another; null stays.
    static let itemPatch = object(ofItems, isOpen: true)
    /// An item. Its title is its Comment.
    static let item = object([
        .needed("ItemId", .text()), .needed("IsHidden", .flag),
        .needed("Categories", .array(.text())), .needed("Timestamp", .moment),
        .needed("Labels", .anything), .needed("Comment", .text()),
    ])

    /// A feedback: of its user, item and type the sum of all behaviours.
    static let feedback = object([
        .needed("FeedbackType", .text()), .needed("UserId", .text()), .needed("ItemId", .text()),
        .needed("Value", .number()), .needed("Timestamp", .moment), .needed("Updated", .moment),
        .needed("Labels", .anything), .needed("Comment", .text()),
    ])

    /// What describes users, items and feedback that come in.
    static let noted: [Field] = [
        .optional("Labels", labels), .optional("Comment", .nullable(.text())),
    ]

    /// A page of a list.
    static func page(of element: JSONSchema, as name: String) -> JSONSchema {
        object([.needed("Cursor", .text()), .needed(name, .array(element))])
    }

    private static let ofItems: [Field] =
        [
            .optional("IsHidden", .nullable(.flag)),
            .optional("Categories", .nullable(.array(.text(), max: ItemPatch.categoriesMax))),
            .optional(
                "Timestamp", .either([.text(), .number(-62_135_596_800...253_402_300_799), .null])),
        ] + noted

    /// Texts and numbers: alone, in arrays of one kind, or by names.
    private static let labels = either([
        .array(.text()), .array(.number()), .object([], isOpen: true), .text(), .number(), .null,
    ])
}

extension RouteDescription.Parameter {
    /// How many results are wanted.
    static let count = Self("n", .count, "How many; 10 unless given.")
    /// How many results to pass over.
    static let offset = Self(
        "offset", .whole(0...ServiceConfiguration().offsetMax), "How many to pass over.")
    /// Where a list goes on.
    static let cursor = Self("cursor", .cursor, "The Cursor of the page before.")

    /// A category as a path has it.
    static let category = Self("category", .text(min: 1), "A category.")
}
