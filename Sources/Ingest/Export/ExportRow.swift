public import Interest

// What is written must be read again to the same bits by the import:
//
//     numbers   as Swift writes them, the shortest digits that read back to the same double
//     times     ISO 8601 with milliseconds where there are any: a bare number would be guessed at
//     text      JSON escapes only what it must; CSV quotes by RFC 4180, also text without letters,
//               which is something else than nothing
//     lists     JSON arrays; in CSV separated by |, and refused where a word has one in it
//     labels    the JSON they are; in CSV refused where they are no list of words

/// One record as fields with names, which each format spells in its own way.
public struct ExportRow: Sendable {
    enum Value: Sendable {
        case nothing
        case text(String)
        case words([String])
        case labels(Labels)
        case number(Double)
        case flag(Bool)
    }

    let fields: [(name: String, value: Value)]

    init(fields: [(name: String, value: Value)]) { self.fields = fields }

    /// A behavior of the log.
    public init(_ behavior: Behavior) {
        fields = [
            ("event", behavior.event.map { .text($0.text) } ?? .nothing),
            ("user", .text(behavior.user.text)), ("item", .text(behavior.item.text)),
            ("action", .text(behavior.action.text)),
            ("value", behavior.value.map(Value.number) ?? .nothing),
            ("time", .text(behavior.time.description)),
            ("labels", .labels(behavior.note?.labels ?? .none)),
            ("comment", Self.text(behavior.note?.comment)),
        ]
    }

    private static func text(_ text: String?) -> Value {
        text.flatMap { $0.isEmpty ? nil : .text($0) } ?? .nothing
    }

    /// An item of the catalog.
    public init(_ item: Item) {
        fields = [
            ("id", .text(item.id.text)), ("title", item.title.map(Value.text) ?? .nothing),
            ("categories", .words(item.categories)), ("labels", .labels(item.labels)),
            ("hidden", .flag(item.hidden)),
            ("time", item.time.map { .text($0.description) } ?? .nothing),
        ]
    }

    /// A user's profile.
    public init(_ profile: Profile) {
        fields = [
            ("id", .text(profile.id.text)), ("labels", .labels(profile.labels)),
            ("comment", .text(profile.comment)),
        ]
    }

    /// What is left of an interest at `time`.
    public init(_ interest: ItemWeight, of user: UserID, at time: Timestamp) {
        fields = [
            ("user", .text(user.text)), ("item", .text(interest.item.text)),
            ("weight", .number(interest.weight)), ("last", .text(interest.last.description)),
            ("at", .text(time.description)),
        ]
    }

    /// What is known of a model; its arrays stay where they are.
    public init(_ model: ModelSummary) {
        fields = [
            ("recommender", .text(model.recommender)), ("version", .number(Double(model.version))),
            ("time", .text(model.time.description)),
            ("trainedUntil", .text(model.trainedUntil.description)),
            ("behaviors", .number(Double(model.behaviors))), ("size", .number(Double(model.size))),
            (
                "parameters",
                .words(model.parameters.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" })
            ),
        ]
    }

    /// The names of the fields, as a CSV header.
    public var header: String { fields.map(\.name).joined(separator: ",") }

    /// The record as a JSON object on one line, without what there is not.
    public var json: String {
        var text = "{"
        for (name, value) in fields {
            guard let value = Self.json(value) else { continue }
            if text.utf8.count > 1 { text += "," }
            text += "\"\(name)\":\(value)"
        }
        return text + "}"
    }

    /// The record as a line of CSV.
    ///
    /// - Throws: `ExportError` where a word of a list has the separator of lists in it.
    public func csv() throws(ExportError) -> String {
        var cells: [String] = []
        for (name, value) in fields { cells.append(try cell(name, value)) }
        return cells.joined(separator: ",")
    }

    private static func json(_ value: Value) -> String? {
        switch value {
        case .nothing: nil
        case .text(let text): quoted(text)
        case .words(let words): "[\(words.map(quoted).joined(separator: ","))]"
        case .labels(.none): nil
        case .labels(let labels): labels.json.description
        case .number(let number): spelled(number)
        case .flag(let flag): flag ? "true" : nil
        }
    }

    private func cell(_ name: String, _ value: Value) throws(ExportError) -> String {
        switch value {
        case .nothing: return ""
        case .text(let text): return Self.enclosed(text)
        case .number(let number): return Self.spelled(number)
        case .flag(let flag): return flag ? "true" : ""
        case .words(let words): return try cell(name, words)
        case .labels(let labels):
            guard let words = labels.plainWords else {
                throw ExportError(
                    "\(id) has \(name) that are no plain list of words, which CSV cannot hold: "
                        + "export JSON Lines")
            }
            return try cell(name, words)
        }
    }

    private func cell(_ name: String, _ words: [String]) throws(ExportError) -> String {
        if let word = words.first(where: { $0.isEmpty || $0.utf8.contains(0x7C) }) {
            throw ExportError(
                "\(id) has the word \"\(word)\" in its \(name), which CSV cannot hold: "
                    + "export JSON Lines")
        }
        return words.isEmpty ? "" : Self.enclosed(words.joined(separator: "|"))
    }

    /// The first field that there is, which says whose record it is.
    private var id: String { fields.lazy.compactMap { Self.json($0.value) }.first ?? "" }

    /// Whole numbers without their `.0`, all others with the fewest digits that are exact.
    private static func spelled(_ number: Double) -> String {
        let text = "\(number)"
        return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
    }

    private static func enclosed(_ text: String) -> String {
        let isPlain =
            !text.isEmpty
            && text.utf8.allSatisfy { $0 != 0x22 && $0 != 0x2C && $0 != 0x0A && $0 != 0x0D }
            && !isReadOtherwise(text)
        return isPlain ? text : "\"" + text.replacing("\"", with: "\"\"") + "\""
    }

    /// Whether text without quotes would be read as something else: as nothing, without its blanks,
    /// as a whole number.
    private static func isReadOtherwise(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        let blanks: [UInt8?] = [0x20, 0x09]
        return blanks.contains(bytes.first) || blanks.contains(bytes.last)
            || NullWords.usual.contains(text) || Token.whole(bytes.span, 0, bytes.count) != nil
    }

    private static func quoted(_ text: String) -> String {
        var quoted = ""
        JSON.write(text, to: &quoted)
        return quoted
    }
}

/// Why an export cannot go on: one sentence for a person.
public struct ExportError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What, where, what to do.
    public let message: String

    init(_ message: String) { self.message = message }

    /// The sentence.
    public var description: String { message }
}
