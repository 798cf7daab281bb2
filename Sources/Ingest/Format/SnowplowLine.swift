// Snowplow's enriched events have 131 columns between tabs and no header:
//
//     column 4 collector_tstamp   7 event_id   13 user_id   16 domain_userid   53 contexts
//     54–58 se_category … se_value   59 unstruct_event   69 ti_sku   125 derived_tstamp
//     127 event_name
//
// (docs.snowplow.io, "Enriched stream TSV file format".) Contexts and self-describing events are
// JSON inside of a column, as {"schema": "iglu:…/product/…", "data": {"id": "p1"}}.

/// Reads the lines of Snowplow's enriched events.
struct SnowplowLine: Sendable {
    static let columnCount = 131
    private static let places = (
        event: 6, users: [12, 15, 17], times: [124, 3], contexts: 52, action: 54,
        items: [56, 68, 55], value: 57, selfDescribing: 58, name: 126
    )
    private static let paths = (
        list: JSONPath(key: "data"), type: JSONPath("data.data.type"),
        schema: JSONPath(key: "schema"), id: JSONPath("data.id")
    )

    private let cut: DelimitedShape
    private let kinds: JSONKeys

    init(_ cut: DelimitedShape, kinds: [String]) {
        self.cut = cut
        self.kinds = JSONKeys(kinds.map { ($0, 0) })
    }

    /// Whether the first records are enriched events.
    static func areThey(_ table: SampleTable) -> Bool {
        !table.rows.isEmpty
            && table.rows.allSatisfy { row in
                row.count == columnCount && row[places.event].utf8.count == 36
                    && row[places.event].split(separator: "-").count == 5
            }
    }

    /// The fields of an event, nil where it is not about an item.
    func fields(_ line: Span<UInt8>) throws(Fault) -> Tokens? {
        var columns: [Token] = []
        columns.reserveCapacity(Self.columnCount)
        _ = try cut.forEachColumn(line) { _, token in columns.append(token) }
        guard columns.count == Self.columnCount else {
            throw Fault(
                .columnCount,
                "there are \(columns.count) columns where \(Self.columnCount) are expected", at: 0)
        }
        func first(_ places: [Int]) -> Token {
            places.lazy.map { columns[$0] }.first { !$0.isNothing } ?? Token()
        }
        let action = action(columns, line)
        let item = product(columns[Self.places.contexts], line) ?? first(Self.places.items)
        guard !item.isNothing, kinds.entry(line, action.start, action.end) != nil else {
            return nil
        }
        var tokens = Tokens(repeating: Token())
        tokens[0] = columns[Self.places.event]
        tokens[1] = first(Self.places.users)
        tokens[2] = item
        tokens[3] = action
        tokens[5] = first(Self.places.times)
        return tokens
    }

    private func action(_ columns: [Token], _ line: Span<UInt8>) -> Token {
        if let object = Self.object(columns[Self.places.selfDescribing], line),
            let type = Self.paths.type?.token(in: object, line), type.form == .text
        {
            return type
        }
        let action = columns[Self.places.action]
        return action.isNothing ? columns[Self.places.name] : action
    }

    /// The id of the first product among the contexts.
    private func product(_ contexts: Token, _ line: Span<UInt8>) -> Token? {
        guard let object = Self.object(contexts, line),
            let list = Self.paths.list.token(in: object, line)
        else { return nil }
        for element in JSONPath.elements(of: list, line) {
            guard let schema = Self.paths.schema.token(in: element, line), schema.form == .text,
                schema.shown(line).lowercased().contains("/product"),
                let id = Self.paths.id?.token(in: element, line),
                [.text, .number, .escaped].contains(id.form)
            else { continue }
            return id
        }
        return nil
    }

    /// The object that a column is; nil for any other text, and for damaged JSON.
    private static func object(_ column: Token, _ line: Span<UInt8>) -> Token? {
        guard column.form == .text, line[column.start] == UInt8(ascii: "{") else { return nil }
        var scanner = JSONLine(line, at: column.start, until: column.end)
        guard let token = try? scanner.nested(line, .object), token.end == column.end else {
            return nil
        }
        return token
    }
}
