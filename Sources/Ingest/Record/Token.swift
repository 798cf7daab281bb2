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

    var form = Form.absent
    /// Where in the line it lies, without its quotes.
    var start = 0
    var end = 0

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

/// The fields of one line: behaviours have eight, the most, and Metarank's events say in two more
/// what they are and what else is known.
typealias Tokens = InlineArray<10, Token>

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

    private static func plain(_ name: String) -> String {
        name.lowercased().filter { $0 != "_" && $0 != "-" && $0 != " " }
    }
}
