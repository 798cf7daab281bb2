internal import Interest

/// A column or key that becomes a label of items, and what its values are.
///
///     LabelColumn("price=number")   LabelColumn("brand")   LabelColumn("*")
public struct LabelColumn: Hashable, Sendable {
    /// What the values are.
    public enum Kind: String, Hashable, Sendable, CaseIterable {
        /// Text as it stands.
        case text
        /// A number; other values are bad.
        case number
        /// Words between list separators.
        case list
    }

    /// The name in the file, in JSON also a path; `*` stands for everything that is no field.
    public let name: String
    /// What the values are; nil decides by each value.
    public let kind: Kind?

    /// Reads `NAME` or `NAME=KIND`; nil where the kind is unknown.
    public init?(_ text: String) {
        let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
        guard let name = parts.first, !name.isEmpty else { return nil }
        self.name = name
        guard parts.count == 2 else {
            kind = nil
            return
        }
        guard let kind = Kind(rawValue: parts[1]) else { return nil }
        self.kind = kind
    }
}

/// Finds the labels that stand in columns or under keys of their own.
struct ItemLabels: Sendable {
    private enum Place: Sendable {
        case column(Int)
        case path(JSONPath)
    }

    private let wanted: [LabelColumn]
    private var separator: String
    private var hasCommas: Bool
    private let hasCommasSaid: Bool
    private var places: [(name: String, place: Place, kind: LabelColumn.Kind?)] = []
    private var layout: Layout?
    /// Whether every key of JSON that is no field becomes a label.
    private var takesRest = false

    init(_ options: ImportOptions, separator: String) {
        wanted = options.labelColumns
        self.separator = separator
        hasCommas = options.decimalComma ?? false
        hasCommasSaid = options.decimalComma != nil
    }

    mutating func adopt(_ detection: Detection, separator: String) {
        self.separator = separator
        if !hasCommasSaid, detection.format == .delimited(by: ";") { hasCommas = true }
    }

    /// Finds where each label stands.
    mutating func find(
        in layout: Layout, header: [String]?, of source: String
    ) throws(ImportError) {
        guard !wanted.isEmpty else { return }
        self.layout = layout
        guard case .delimited(let shape) = layout else {
            takesRest = wanted.contains { $0.name == "*" }
            places = wanted.filter { $0.name != "*" }.map { column in
                (
                    column.name, .path(JSONPath(column.name) ?? JSONPath(key: column.name)),
                    column.kind
                )
            }
            return
        }
        guard let header else {
            throw ImportError(
                .fieldsUnknown,
                "\(source) has no header that names its columns, so --label finds none: "
                    + "add one, or say --header if there is one")
        }
        for column in wanted {
            if column.name == "*" {
                let rest = header.indices.filter {
                    $0 < shape.value.columns.count && shape.value.columns[$0] == nil
                }
                places += rest.filter { place in !wanted.contains { $0.name == header[place] } }
                    .map { (header[$0], .column($0), nil) }
                continue
            }
            guard let place = header.firstIndex(of: column.name) else {
                throw ImportError(
                    .fieldsUnknown,
                    "\(source) has no column \"\(column.name)\" for a label: it has "
                        + header.joined(separator: ", "))
            }
            places.append((column.name, .column(place), column.kind))
        }
    }

    /// The labels of a line.
    func edits(_ line: Span<UInt8>) throws(Fault) -> [ItemEdit] {
        guard let layout else { return [] }
        if case .delimited(let shape) = layout { return try edits(line, shape.value) }
        let object = JSONShape.object(line)
        var edits: [ItemEdit] = []
        for (name, place, kind) in places {
            guard case .path(let path) = place, let token = path.token(in: object, line) else {
                continue
            }
            edits.append(.label(name, try json(token, line, kind, isQuoted: false)))
        }
        if takesRest { edits += try rest(of: object, line, layout) }
        return edits
    }

    private func edits(
        _ line: Span<UInt8>, _ shape: DelimitedShape
    ) throws(Fault) -> [ItemEdit] {
        var tokens: [Token] = []
        _ = try shape.forEachColumn(line) { _, token in tokens.append(token) }
        var edits: [ItemEdit] = []
        for (name, place, kind) in places {
            guard case .column(let column) = place, column < tokens.count else { continue }
            let token = tokens[column]
            let isQuoted = shape.isEnclosed(token, line)
            edits.append(.label(name, try json(token, line, kind, isQuoted: isQuoted)))
        }
        return edits
    }

    private func rest(
        of object: Token, _ line: Span<UInt8>, _ layout: Layout
    ) throws(Fault) -> [ItemEdit] {
        var edits: [ItemEdit] = []
        var scanner = JSONLine(line, at: object.start + 1, until: object.end)
        var isFirst = true
        while let (key, value) = try scanner.member(line, isFirst: isFirst) {
            isFirst = false
            let name = try key.text(line, "key")
            guard layout.field(of: name, at: nil) == nil,
                !wanted.contains(where: { $0.name == name })
            else { continue }
            let token = ExtendedJSON.unwrapped(value, line)
            edits.append(.label(name, try json(token, line, nil, isQuoted: false)))
        }
        return edits
    }

    private func json(
        _ token: Token, _ line: Span<UInt8>, _ kind: LabelColumn.Kind?, isQuoted: Bool
    ) throws(Fault) -> JSON {
        try LabelValue.json(
            token, line, kind, isQuoted: isQuoted, separator: separator, hasCommas: hasCommas)
    }
}

/// Makes the value of a label of a token, with its type.
enum LabelValue {
    /// - Parameters:
    ///   - kind: what it is; nil keeps the types of JSON, and takes text that is spelled as a
    ///     number for one.
    ///   - isQuoted: whether it stood in quotes, so that it is text.
    static func json(
        _ token: Token, _ line: Span<UInt8>, _ kind: LabelColumn.Kind?, isQuoted: Bool,
        separator: String, hasCommas: Bool
    ) throws(Fault) -> JSON {
        switch token.form {
        case .absent, .null: return .null
        case .isTrue: return .text("true")
        case .isFalse: return .text("false")
        case .array, .object: return try NestedLabels.labels(token, line).json
        case .text, .escaped, .doubled, .number: break
        }
        switch kind {
        case .text?: return .text(try text(token, line))
        case .number?: return try number(token, line, hasCommas) ?? .null
        case .list?:
            let words = try ItemShape.words(token, line, "label", separator: separator)
            return .array(words.map(JSON.text))
        case nil: break
        }
        if token.form == .number
            || !isQuoted && token.form == .text
                && isNumber(line.extracting(token.start..<token.end), hasCommas)
        {
            return try number(token, line, hasCommas) ?? .null
        }
        let text = try text(token, line)
        guard token.form == .text, text.contains(separator) else { return .text(text) }
        return .array(
            try ItemShape.words(token, line, "label", separator: separator).map(JSON.text))
    }

    private static func text(_ token: Token, _ line: Span<UInt8>) throws(Fault) -> String {
        try ItemShape.bounded(
            token.text(line, "label"), ItemShape.wordLengthMax, "label", at: token.start)
    }

    private static func number(
        _ token: Token, _ line: Span<UInt8>, _ hasCommas: Bool
    ) throws(Fault) -> JSON? {
        guard let value = try token.value(line, hasCommas: hasCommas) else { return nil }
        guard let whole = Int64(token.shown(line)) else { return .number(value) }
        return .integer(whole)
    }

    /// Whether bytes are a number as people write amounts: no zeros in front, as codes have.
    private static func isNumber(_ bytes: Span<UInt8>, _ hasCommas: Bool) -> Bool {
        var index = bytes.count > 1 && bytes[0] == UInt8(ascii: "-") ? 1 : 0
        let start = index
        while index < bytes.count, bytes[index] &- 0x30 < 10 { index += 1 }
        guard index > start, index - start == 1 || bytes[start] != 0x30 else { return false }
        guard index < bytes.count else { return true }
        let mark = hasCommas ? UInt8(ascii: ",") : UInt8(ascii: ".")
        guard bytes[index] == UInt8(ascii: ".") || bytes[index] == mark else { return false }
        index += 1
        let fraction = index
        while index < bytes.count, bytes[index] &- 0x30 < 10 { index += 1 }
        return index == bytes.count && index > fraction
    }
}
