internal import Interest

/// Reads catalogs that have one property of an item a line.
///
///     timestamp,itemid,property,value
///     1433041200000,183756,categoryid,1114
///     1433041200000,183756,790,n1320.000
///
/// Properties that are fields become these; the others become labels under their names.
struct ItemProperties: Sendable {
    private static let fields: [String: String] = [
        "categoryid": "categories", "available": "available", "isavailable": "available",
        "instock": "available",
    ]

    private var separator: String
    /// Whether values are RetailRocket's: words with blanks between, and `n` before a number.
    private var isRetailRocket = false
    private var hasCommas = false

    init(separator: String) { self.separator = separator }

    mutating func adopt(_ detection: Detection, separator: String) {
        isRetailRocket = detection.dialect == .retailRocketItems
        hasCommas = detection.format == .delimited(by: ";")
        self.separator = separator
    }

    /// Whether the fields of a line are a property and its value.
    static func areIn(_ tokens: Tokens) -> Bool {
        switch tokens[7].form {
        case .text, .escaped, .doubled, .number: true
        default: false
        }
    }

    /// Takes property and value back where a header has only one of them, or other fields too.
    static func judge(_ columns: inout [Int?], _ names: FieldNames) {
        let (property, value) = (
            names.names.firstIndex(of: "property"), names.names.firstIndex(of: "value")
        )
        let others = ["title", "categories", "labels"].map { names.names.firstIndex(of: $0) }
        let isLong =
            columns.contains { $0 != nil && $0 == property }
            && columns.contains { $0 != nil && $0 == value }
            && !columns.contains { $0 != nil && others.contains($0) }
        guard !isLong else { return }
        for place in columns.indices
        where columns[place] != nil && [property, value].contains(columns[place]) {
            columns[place] = nil
        }
    }

    /// Whether a header is the one of RetailRocket's item properties.
    static func areRetailRocket(_ cells: [String]) -> Bool {
        cells.map(FieldNames.plain) == ["timestamp", "itemid", "property", "value"]
    }

    /// What a property says.
    func edit(
        _ property: Token, _ value: Token, _ line: Span<UInt8>
    ) throws(Fault) -> ItemEdit {
        let name = try ItemShape.bounded(
            property.text(line, "property"), ItemShape.wordLengthMax, "property",
            at: property.start)
        let plain = FieldNames.plain(name)
        let names = ItemShape.names
        let field = Self.fields[plain] ?? names.index(of: name).map { names.names[$0] }
        switch field {
        case "available":
            if value.isNothing { return .hidden(false) }
            return .hidden(!(try ItemShape.isTrue(value, line, name)))
        case "hidden": return .hidden(try ItemShape.isTrue(value, line, name))
        case "title": return .title(value.isNothing ? nil : try title(value, line))
        case "categories":
            return .categories(try ItemShape.words(value, line, "category", separator: separator))
        case "labels": return .labels(try ItemShape.labels(value, line, separator: separator))
        default: return .label(name, try json(value, line))
        }
    }

    private func title(_ value: Token, _ line: Span<UInt8>) throws(Fault) -> String {
        try ItemShape.bounded(
            value.text(line, "title"), ItemShape.titleLengthMax, "title", at: value.start)
    }

    private func json(_ value: Token, _ line: Span<UInt8>) throws(Fault) -> JSON {
        guard isRetailRocket, value.form == .text else {
            return try LabelValue.json(
                value, line, nil, isQuoted: false, separator: separator, hasCommas: hasCommas)
        }
        let words = try ItemShape.words(value, line, "label", separator: " ")
        if words.count == 1, let number = Self.number(words[0]) { return number }
        return words.count == 1 ? .text(words[0]) : .array(words.map(JSON.text))
    }

    private static func number(_ word: String) -> JSON? {
        guard word.hasPrefix("n"), word.count > 1 else { return nil }
        let rest = Array(word.utf8.dropFirst())
        return DecimalNumber(rest.span, rest.indices)?.double(rest.span, rest.indices)
            .map(JSON.number)
    }
}
