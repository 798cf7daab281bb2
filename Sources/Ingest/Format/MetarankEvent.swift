// A log of Metarank has four kinds of event, told apart by `event`:
//
//     {"event": "interaction", "id": "…", "timestamp": "1599391467000", "user": "u1",
//      "session": "s1", "type": "click", "item": "i1", "fields": […]}
//     {"event": "item", "id": "…", "timestamp": "1599391467000", "item": "i1",
//      "fields": [{"name": "title", "value": "Jeans"}, {"name": "genres", "value": ["a", "b"]}]}
//     {"event": "user", …}   {"event": "ranking", …}
//
// An import takes the kind it is for and passes the others over, so that one file is imported
// three times: behaviors from the interactions, items, and users' profiles.

/// Which of Metarank's events make a record, and under which keys its fields stand.
struct MetarankNames: Sendable {
    /// What `event` says.
    let kinds: [String]
    /// The key of a field, by our name.
    let keys: [String: String]
}

/// Reads the lines of Metarank's events.
struct MetarankEvent: Sendable {
    private static let kinds = ["interaction", "item", "metadata", "user", "ranking"]

    private let keys: JSONKeys
    private let wanted: JSONKeys
    private let names: FieldNames
    // What the event is and what else it says come behind the fields of the record.
    private let kind: Int
    private let extras: Int

    /// - Parameter renamed: what the caller says a field's key is (`user`: `session`).
    init(_ metarank: MetarankNames, _ names: FieldNames, renamed: [String: String]) {
        self.names = names
        (kind, extras) = (names.names.count, names.names.count + 1)
        let fields = names.names.enumerated().compactMap { index, name in
            (renamed[name] ?? metarank.keys[name]).map { ($0, index) }
        }
        keys = JSONKeys(fields + [("event", kind), ("fields", extras)])
        wanted = JSONKeys(metarank.kinds.map { ($0, 0) })
    }

    /// Whether a line is one of Metarank's events.
    static func isOne(_ line: [UInt8]) -> Bool {
        var scanner = JSONLine(line.span)
        let keys = JSONKeys([("event", 0), ("id", 1), ("timestamp", 2)])
        guard let tokens = try? scanner.fields(line.span, keys),
            tokens[0].form == .text, tokens[1].form != .absent, tokens[2].form != .absent
        else { return false }
        let known = JSONKeys(kinds.map { ($0, 0) })
        return known.field(line.span, tokens[0].start, tokens[0].end) != nil
    }

    /// The fields of an event, nil where it is of another kind.
    func fields(_ line: Span<UInt8>) throws(Fault) -> Tokens? {
        var scanner = JSONLine(line)
        var tokens = try scanner.fields(line, keys)
        let event = tokens[kind]
        guard event.form == .text else {
            throw Fault(.missingField, "there is no event that says its kind", at: event.start)
        }
        guard wanted.field(line, event.start, event.end) != nil else { return nil }
        if tokens[extras].form == .array { try addExtras(line, &tokens) }
        return tokens
    }

    /// What `fields` names as ours: an item's title, genres or tags.
    private func addExtras(_ line: Span<UInt8>, _ tokens: inout Tokens) throws(Fault) {
        let pair = JSONKeys([("name", 0), ("value", 1)])
        let list = tokens[extras]
        var scanner = JSONLine(line, at: list.start + 1, until: list.end)
        var isFirst = true
        while let element = try scanner.element(line, isFirst: isFirst) {
            isFirst = false
            guard element.form == .object else { continue }
            var inner = JSONLine(line, at: element.start, until: element.end)
            let found = try inner.fields(line, pair)
            guard found[0].form == .text else { continue }
            let name = String(
                decoding: Array(line, found[0].start..<found[0].end), as: UTF8.self)
            if let field = names.index(of: name), tokens[field].form == .absent {
                tokens[field] = found[1]
            }
        }
    }
}
