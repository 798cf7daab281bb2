/// One field of a line, found but not read: its kind and its place.
///
/// Both formats turn a line into tokens, so that the readers of fields do not depend on the
/// format, and unused fields never become strings.
struct Token {
    enum Form: UInt8 {
        /// Not in the line.
        case absent
        /// `null`: absent on purpose.
        case null
        /// Plain text: a JSON string without escapes, or a field of delimited text.
        case text
        /// A JSON string with escapes.
        case escaped
        /// A quoted field with doubled quotes.
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

    /// The offset of its start in the line, behind an opening quote.
    var start: Int {
        get { Int(first) }
        set { first = UInt32(clamping: newValue) }
    }

    /// The offset of its end in the line, before a closing quote.
    var end: Int {
        get { Int(last) }
        set { last = UInt32(clamping: newValue) }
    }

    /// Removes the `.0` behind a whole number, which pandas writes in columns with gaps.
    mutating func cutZeros(_ line: Span<UInt8>) {
        guard form == .text || form == .number, let whole = Self.whole(line, start, end) else {
            return
        }
        end = whole
    }

    /// The end of a whole number that has only zeros behind its decimal point; nil for any other
    /// text.
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

    /// The name of the kind, for a message about a field of the wrong type.
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

/// The fields of one line: items have the most, nine, and Metarank's events two more, for their
/// kind and for other properties.
typealias Tokens = InlineArray<12, Token>

/// The names of the fields of a kind of record, in the order of its tokens.
struct FieldNames: Sendable {
    struct Field: Sendable {
        /// The name in Ebb, and in options.
        let name: String
        /// Other names that it may have in a file.
        let aliases: [String]
        /// Whether a record must have it.
        let isNeeded: Bool
    }

    let fields: [Field]

    var names: [String] { fields.map(\.name) }

    /// The field called `name`; case, `_` and `-` do not count.
    func index(of name: String) -> Int? {
        let plain = Self.plain(name)
        return fields.firstIndex {
            Self.plain($0.name) == plain || $0.aliases.contains { Self.plain($0) == plain }
        }
    }

    /// How close a name is to the field's own: below 0 for the name itself, 0 for another spelling
    /// of it, then its aliases in their order.
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
