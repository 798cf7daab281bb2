internal import Wire

// Gorse's shapes that come in. They may hold more, which is skipped.

extension JSONSchema {
    /// A user.
    static let givenUser = object([.needed("UserId", .id)] + noted, isOpen: true)
    /// The parts of a user that change; null stays.
    static let userPatch = object(noted, isOpen: true)

    /// An item.
    static let givenItem = object([.needed("ItemId", .id)] + ofItems, isOpen: true)
    /// The parts of an item that change; null stays.
    static let itemPatch = object(ofItems, isOpen: true)

    /// A feedback.
    static let givenFeedback = object(
        [
            .needed("FeedbackType", .id), .needed("UserId", .id), .needed("ItemId", .id),
            .optional("Value", .nullable(.number())), .optional("Timestamp", .feedbackTime),
            .optional("EventId", .nullable(.id)),
        ] + noted, isOpen: true)

    /// A feedback of somebody of whom nothing is kept.
    static let sessionFeedback = object(
        [
            .needed("FeedbackType", .id), .needed("ItemId", .id),
            .optional("Value", .nullable(.number())), .optional("Timestamp", .feedbackTime),
        ], isOpen: true)

    /// When a feedback was given: a text, empty for now, or seconds since 1970.
    private static let feedbackTime = either([
        .askedMoment, .number(0...253_402_300_799), .null,
    ])

    /// What describes users, items and feedback that come in.
    private static let noted: [Field] = [
        .optional("Labels", labels), .optional("Comment", .nullable(.text())),
    ]

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

extension Parameter {
    /// A category as a path has it.
    static let category = Self("category", .text(min: 1), "A category.")
}
