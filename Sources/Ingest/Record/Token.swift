/// One field of a line, found but not read: what it looks like and where it lies.
///
/// Both formats boil a line down to tokens, so that whatever reads fields need not know which
/// format they came from, and text that nobody wants is never made.
struct Token {
    enum Form: UInt8 {
        /// Not in the line.
        case absent
        /// `null`, which says the same on purpose.
        case null
        /// Text as it stands: a JSON string without escapes, a field of delimited text.
        case text
        /// A JSON string with escapes in it.
        case escaped
        /// A quoted field with doubled quotes in it.
        case doubled
        /// A JSON number.
        case number
        case isTrue, isFalse
        case array, object
    }

    var form: Form
    // 32 bits each: the tokens of every line are cleared and copied, and no line is that long.
    private var first: UInt32
    private var last: UInt32

    init(form: Form = .absent, start: Int = 0, end: Int = 0) {
        self.form = form
        first = UInt32(clamping: start)
        last = UInt32(clamping: end)
    }

    /// Where in the line it begins, without its quotes.
    var start: Int {
        get { Int(first) }
        set { first = UInt32(clamping: newValue) }
    }

    /// Where in the line it ends, without its quotes.
    var end: Int {
        get { Int(last) }
        set { last = UInt32(clamping: newValue) }
    }

    /// Cuts the `.0` behind a whole number off, as pandas writes one beside gaps.
    mutating func cutZeros(_ line: Span<UInt8>) {
        guard form == .text || form == .number, let whole = Self.whole(line, start, end) else {
            return
        }
        end = whole
    }

    /// Where the whole number ends that is written with nothing but zeros behind its point; nil
    /// where there is something else.
    static func whole(_ line: Span<UInt8>, _ start: Int, _ end: Int) -> Int? {
        var point = end
        while point > start, line[point - 1] == UInt8(ascii: "0") { point -= 1 }
        guard point < end, point - 1 > start, line[point - 1] == UInt8(ascii: ".") else {
            return nil
        }
        var index = line[start] == UInt8(ascii: "-") ? start + 1 : start
        guard index < point - 1 else { return nil }
        while index < point - 1 {
            guard line[index] &- 0x30 < 10 else { return nil }
            index += 1
        }
        return point - 1
    }

    /// What it is called when it is not what it should be.
    var noun: String {
        switch form {
        case .absent, .null: "nothing"
        case .text, .escaped, .doubled: "text"
        case .number: "a number"
        case .isTrue, .isFalse: "true or false"
        case .array: "an array"
        case .object: "an object"
        }
    }
}

/// The fields of one line: items have nine, the most, and Metarank's events say in two more what
/// they are and what else is known.
typealias Tokens = InlineArray<12, Token>

/// What a kind of record calls its fields, in the order of its tokens.
struct FieldNames: Sendable {
    struct Field: Sendable {
        /// What Ebb calls it, also in options.
        let name: String
        /// What else it may be called in a file.
        let aliases: [String]
        /// Without it there is no record.
        let isNeeded: Bool
    }

    let fields: [Field]

    var names: [String] { fields.map(\.name) }

    /// The field that goes by `name`, whatever its case, `_` and `-`.
    func index(of name: String) -> Int? {
        let plain = Self.plain(name)
        return fields.firstIndex {
            Self.plain($0.name) == plain || $0.aliases.contains { Self.plain($0) == plain }
        }
    }

    /// How near a name is to a field's own: below 0 for that, 0 for another
    /// spelling of it, then its aliases in their order.
    func rank(of name: String, in field: Int) -> Int {
        if name.lowercased() == fields[field].name { return -1 }
        let plain = Self.plain(name)
        if Self.plain(fields[field].name) == plain { return 0 }
        let place = fields[field].aliases.firstIndex { Self.plain($0) == plain }
        return 1 + (place ?? fields[field].aliases.count)
    }

    static func plain(_ name: String) -> String {
        name.lowercased().filter { $0 != "_" && $0 != "-" && $0 != " " }
    }
}
