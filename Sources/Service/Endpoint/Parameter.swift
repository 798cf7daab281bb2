internal import Wire

/// A parameter of the path, the query or the head, as the documents show it.
struct Parameter: Sendable {
    let name: String
    var schema: JSONSchema
    let summary: String
    /// Whether it may be given several times.
    let isList: Bool

    init(_ name: String, _ schema: JSONSchema, _ summary: String, isList: Bool = false) {
        self.name = name
        self.schema = schema
        self.summary = summary
        self.isList = isList
    }
}
