// A scanner for one JSON object on one line (RFC 8259), exact and without a copy.
//
// Why not Foundation's JSONDecoder: on behaviors of 91 bytes, in release on one core, it decodes
// 180,000 lines a second; splitting, this scanner and admission together do 2,000,000. It also
// lets a key stand twice, and does not say at which byte a line is broken. This one walks the
// bytes once, remembers where the fields that somebody wants lie, and checks the rest without
// keeping it. Nesting is counted in the bits of one word, so a line of a million brackets costs
// no stack.

/// The names that a JSON line's keys are matched against.
struct JSONKeys: Sendable {
    private struct Entry {
        let start: Int
        let length: Int
        /// Its place among the names as they were given.
        let number: Int
    }

    /// The names in groups of one length, so that a key is compared with few of them.
    private var entries: [Entry] = []
    /// Where the group of each length begins; the last is of that length and all above.
    private var groups: [Int] = []
    private var bytes: [UInt8] = []
    /// The field of each name, as they were given.
    private let fields: [Int]
    private static let lengthMax = 32
    /// Fields that may be an object or an array, a bit each.
    private let nested: Int

    /// Takes names and the field each stands for; of several names of one field, the best first.
    init(_ names: [(name: String, field: Int)], nested: Set<Int> = []) {
        self.nested = nested.reduce(0) { $0 | 1 << $1 }
        fields = names.map(\.field)
        let sorted = names.enumerated().sorted {
            let (first, second) = ($0.element.name.utf8.count, $1.element.name.utf8.count)
            return first == second ? $0.offset < $1.offset : first < second
        }
        for (number, entry) in sorted {
            let utf8 = Array(entry.name.utf8)
            entries.append(Entry(start: bytes.count, length: utf8.count, number: number))
            bytes += utf8
        }
        for length in 0...Self.lengthMax {
            groups.append(entries.firstIndex { $0.length >= length } ?? entries.count)
        }
        groups.append(entries.count)
    }

    /// All names.
    var names: [String] {
        entries.map {
            String(decoding: bytes[$0.start..<$0.start + $0.length], as: UTF8.self)
        }
    }

    /// The field that an entry's name stands for.
    func field(of entry: Int) -> Int { fields[entry] }

    /// Whether a token of one entry is better than that of another for the same field: what can be
    /// read goes before what cannot, then what says something, then the earlier name.
    func prefers(
        _ new: Token, _ newEntry: Int, over old: Token, _ oldEntry: Int
    ) -> Bool {
        let (newRank, oldRank) = (rank(new, newEntry), rank(old, oldEntry))
        return newRank == oldRank ? newEntry < oldEntry : newRank < oldRank
    }

    private func rank(_ token: Token, _ entry: Int) -> Int {
        switch token.form {
        case .object, .array: nested >> field(of: entry) & 1 == 1 ? 0 : 2
        case .null: 1
        default: 0
        }
    }

    func field(_ line: Span<UInt8>, _ start: Int, _ end: Int) -> Int? {
        entry(line, start, end).map(field(of:))
    }

    /// Which name a key is.
    func entry(_ line: Span<UInt8>, _ start: Int, _ end: Int) -> Int? {
        let length = end - start
        let names = bytes.span
        let table = entries.span
        let group = min(length, Self.lengthMax)
        next: for index in groups[group]..<groups[group + 1] where table[index].length == length {
            let entry = table[index]
            for place in 0..<length where names[entry.start + place] != line[start + place] {
                continue next
            }
            return entry.number
        }
        return nil
    }
}

/// Walks one line.
struct JSONLine {
    /// How deep arrays and objects may be nested inside the line's own object.
    static let depthMax = 64

    var index: Int
    private let end: Int

    /// Starts at the beginning of `line`, or in the middle, at a token found before.
    init(_ line: Span<UInt8>, at start: Int = 0, until end: Int? = nil) {
        index = start
        self.end = end ?? line.count
    }

    /// The fields of the line's one object.
    mutating func fields(_ line: Span<UInt8>, _ keys: JSONKeys) throws(Fault) -> Tokens {
        var tokens = Tokens(repeating: Token())
        var entries = Entries(repeating: 0)
        skipSpace(line)
        try take(UInt8(ascii: "{"), "an object in braces", line)
        skipSpace(line)
        if peek(line) == UInt8(ascii: "}") {
            index += 1
        } else {
            repeat {
                try member(line, keys, &tokens, &entries)
            } while try hasMore(line, close: UInt8(ascii: "}"))
        }
        skipSpace(line)
        guard index == end else { throw expected("the end of the line", line) }
        return tokens
    }

    /// Which name each field was found by.
    private typealias Entries = InlineArray<12, Int>

    private mutating func member(
        _ line: Span<UInt8>, _ keys: JSONKeys, _ tokens: inout Tokens, _ entries: inout Entries
    ) throws(Fault) {
        skipSpace(line)
        let key = try string(line, "a key in quotes")
        skipSpace(line)
        try take(UInt8(ascii: ":"), "a colon", line)
        skipSpace(line)
        let entry = try self.entry(line, key, keys)
        let token = try value(line)
        guard let entry else { return }
        let field = keys.field(of: entry)
        if tokens[field].form != .absent {
            guard entries[field] != entry else {
                let name = excerpt(of: Array(line, key.start..<key.end)[...], atMost: 40)
                throw Fault(
                    .duplicateField, "\"\(name)\" gives a field a second time", at: key.start)
            }
            guard keys.prefers(token, entry, over: tokens[field], entries[field]) else { return }
        }
        tokens[field] = token
        entries[field] = entry
    }

    private func entry(
        _ line: Span<UInt8>, _ key: Token, _ keys: JSONKeys
    ) throws(Fault) -> Int? {
        guard key.form == .escaped else { return keys.entry(line, key.start, key.end) }
        let bytes = try JSONText.unescaped(line, key)
        return keys.entry(bytes.span, 0, bytes.count)
    }

    /// The next element of an array, nil at its end. `index` stands behind the bracket first.
    mutating func element(_ line: Span<UInt8>, isFirst: Bool) throws(Fault) -> Token? {
        skipSpace(line)
        if isFirst {
            guard peek(line) != UInt8(ascii: "]") else { return nil }
        } else if try !hasMore(line, close: UInt8(ascii: "]")) {
            return nil
        }
        skipSpace(line)
        return try value(line)
    }

    /// The next member of an object, nil at its end. `index` stands behind the brace first.
    mutating func member(
        _ line: Span<UInt8>, isFirst: Bool
    ) throws(Fault) -> (key: Token, value: Token)? {
        skipSpace(line)
        if isFirst {
            guard peek(line) != UInt8(ascii: "}") else { return nil }
        } else if try !hasMore(line, close: UInt8(ascii: "}")) {
            return nil
        }
        skipSpace(line)
        let key = try string(line, "a key in quotes")
        skipSpace(line)
        try take(UInt8(ascii: ":"), "a colon", line)
        skipSpace(line)
        return (key, try value(line))
    }

    /// Any value; arrays and objects are checked and skipped.
    private mutating func value(_ line: Span<UInt8>) throws(Fault) -> Token {
        switch peek(line) {
        case UInt8(ascii: "{"): return try nested(line, .object)
        case UInt8(ascii: "["): return try nested(line, .array)
        default: return try scalar(line)
        }
    }

    mutating func scalar(_ line: Span<UInt8>) throws(Fault) -> Token {
        switch peek(line) {
        case UInt8(ascii: "\""): return try string(line, "text")
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try number(line)
        case UInt8(ascii: "t"): return try literal(line, "true", .isTrue)
        case UInt8(ascii: "f"): return try literal(line, "false", .isFalse)
        case UInt8(ascii: "n"): return try literal(line, "null", .null)
        default: throw expected("a value", line)
        }
    }

    mutating func string(_ line: Span<UInt8>, _ noun: String) throws(Fault) -> Token {
        guard peek(line) == UInt8(ascii: "\"") else { throw expected(noun, line) }
        index += 1
        var token = Token(form: .text, start: index)
        while index < end {
            let byte = line[index]
            if byte == UInt8(ascii: "\"") {
                token.end = index
                index += 1
                return token
            }
            if byte == UInt8(ascii: "\\") {
                token.form = .escaped
                try escape(line)
            } else {
                guard byte >= 0x20 else {
                    throw Fault(
                        .malformed, "a string has the bare control character \(byte) in it",
                        at: index)
                }
                index += 1
            }
        }
        throw Fault(.malformed, "a string never closes", at: token.start - 1)
    }

    private mutating func escape(_ line: Span<UInt8>) throws(Fault) {
        let start = index
        index += 1
        switch peek(line) {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"),
            UInt8(ascii: "f"), UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
            index += 1
        case UInt8(ascii: "u"):
            guard JSONText.codeUnit(line, index + 1, end) != nil else {
                throw Fault(.malformed, "\\u needs four hexadecimal digits", at: start)
            }
            index += 5
        default: throw Fault(.malformed, "a backslash stands before nothing it can", at: start)
        }
    }

    private mutating func number(_ line: Span<UInt8>) throws(Fault) -> Token {
        let start = index
        if peek(line) == UInt8(ascii: "-") { index += 1 }
        let first = peek(line)
        let whole = digits(line)
        var isNumber = whole > 0 && (first != UInt8(ascii: "0") || whole == 1)
        if peek(line) == UInt8(ascii: ".") {
            index += 1
            isNumber = digits(line) > 0 && isNumber
        }
        if peek(line) == UInt8(ascii: "e") || peek(line) == UInt8(ascii: "E") {
            index += 1
            if peek(line) == UInt8(ascii: "+") || peek(line) == UInt8(ascii: "-") { index += 1 }
            isNumber = digits(line) > 0 && isNumber
        }
        guard isNumber else { throw Fault(.malformed, "a number is malformed", at: start) }
        return Token(form: .number, start: start, end: index)
    }

    private mutating func digits(_ line: Span<UInt8>) -> Int {
        let start = index
        while index < end, line[index] &- 0x30 < 10 { index += 1 }
        return index - start
    }

    private mutating func literal(
        _ line: Span<UInt8>, _ word: String, _ form: Token.Form
    ) throws(Fault) -> Token {
        let start = index
        for letter in word.utf8 {
            guard peek(line) == letter else { throw expected(word, line) }
            index += 1
        }
        return Token(form: form, start: start, end: index)
    }

    /// True after a comma, false after `close`.
    mutating func hasMore(_ line: Span<UInt8>, close: UInt8) throws(Fault) -> Bool {
        skipSpace(line)
        let byte = peek(line)
        guard byte == UInt8(ascii: ",") || byte == close else {
            throw expected("a comma or \(Character(Unicode.Scalar(close)))", line)
        }
        index += 1
        return byte != close
    }

    mutating func skipSpace(_ line: Span<UInt8>) {
        while index < end, line[index] == 0x20 || line[index] == 0x09 || line[index] == 0x0D {
            index += 1
        }
    }

    /// The byte here, zero at the end (a zero byte is nowhere allowed outside strings).
    func peek(_ line: Span<UInt8>) -> UInt8 { index < end ? line[index] : 0 }

    mutating func take(_ byte: UInt8, _ noun: String, _ line: Span<UInt8>) throws(Fault) {
        guard peek(line) == byte else { throw expected(noun, line) }
        index += 1
    }

    private func expected(_ noun: String, _ line: Span<UInt8>) -> Fault {
        let found =
            index < end ? excerpt(of: [line[index]], atMost: 1) : "the end of the line"
        return Fault(.malformed, "\(noun) is expected where \(found) stands", at: index)
    }
}
