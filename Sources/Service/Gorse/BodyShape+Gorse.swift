internal import Wire

extension BodyShape where Value == GorseObject {
    /// One object.
    static func object(_ schema: JSONSchema, example: String) -> BodyShape {
        .json(schema, example: example) { try GorseObject($0) }
    }
}

extension BodyShape where Value == [GorseObject] {
    /// An array of objects, each named by `noun` and its number in what is said about it.
    static func list(
        _ noun: String, _ schema: JSONSchema, max countMax: Int, example: String
    ) -> BodyShape {
        .json(.array(schema, max: countMax), example: example) {
            try GorseObject.list($0, noun, countMax: countMax)
        }
    }

    /// What somebody did, of whom nothing is kept.
    static func session(_ configuration: ServiceConfiguration) -> BodyShape {
        .list(
            "feedback", .sessionFeedback, max: configuration.sessionMax,
            example: #"[{"FeedbackType":"click","ItemId":"alien"}]"#)
    }
}
