/// Which keys of a JSON line are which fields, at its top and inside of it.
struct JSONShape: Sendable {
    /// The keys at the top.
    let keys: JSONKeys
    /// Fields that lie deeper, with the places to look at in their order.
    var paths: [(field: Int, paths: [JSONPath])] = []
    /// The field whose text says what kind of event a line is, and the kinds that are taken.
    var kinds: (field: Int, taken: JSONKeys)?
    /// Fields that may be an object, a bit each.
    var nested = 0
    /// The field with a record's own id, which the records of one line must not share.
    var event: Int?

    /// Whether a line may have several records.
    var isMultiple: Bool { paths.contains { $0.paths.contains { $0.split != nil } } }

    /// The field that a key, or a way, is read as.
    func field(of name: String) -> Int? {
        if let path = paths.first(where: { $0.paths.contains { $0.text == name } }) {
            return path.field
        }
        let bytes = Array(name.utf8)
        return keys.field(bytes.span, 0, bytes.count)
    }

    /// The fields of a line; nil where it is about something else.
    func fields(_ line: Span<UInt8>) throws(Fault) -> Tokens? {
        var scanner = JSONLine(line)
        var tokens = try scanner.fields(line, keys)
        if !paths.isEmpty { find(in: Self.object(line), line, &tokens) }
        unwrap(line, &tokens)
        return isTaken(tokens, line) ? tokens : nil
    }

    /// The fields of each record of a line.
    func records(_ line: Span<UInt8>) throws(Fault) -> [Tokens] {
        var scanner = JSONLine(line)
        let object = Self.object(line)
        var shared = try scanner.fields(line, keys)
        find(in: object, line, &shared)
        var records: [Tokens] = []
        for (array, fields) in arrays(in: object, line)
        where fields.contains(where: { shared[$0.0].isNothing }) {
            for element in JSONPath.elements(of: array, line) {
                var tokens = shared
                for (field, path) in fields {
                    guard tokens[field].isNothing else { continue }
                    tokens[field] = path.token(in: element, line) ?? Token()
                }
                records.append(tokens)
            }
            if !records.isEmpty { break }
        }
        if records.isEmpty { records = [shared] }
        var taken: [Tokens] = []
        for var record in records {
            unwrap(line, &record)
            if isTaken(record, line) { taken.append(record) }
        }
        return taken
    }

    /// The arrays that records lie in, with the way from an element to each field.
    private func arrays(
        in object: Token, _ line: Span<UInt8>
    ) -> [(array: Token, fields: [(Int, JSONPath)])] {
        var ways: [JSONPath: [(Int, JSONPath)]] = [:]
        var order: [JSONPath] = []
        for (field, paths) in paths {
            for path in paths {
                guard let (array, element) = path.split else { continue }
                if ways[array] == nil { order.append(array) }
                ways[array, default: []].append((field, element))
            }
        }
        var arrays: [(array: Token, fields: [(Int, JSONPath)])] = []
        for path in order {
            guard let array = path.token(in: object, line) else { continue }
            arrays.append((array, ways[path] ?? []))
        }
        return arrays
    }

    private func find(in object: Token, _ line: Span<UInt8>, _ tokens: inout Tokens) {
        for (field, paths) in paths where tokens[field].isNothing {
            for path in paths where path.split == nil {
                guard let token = path.token(in: object, line), !token.isNothing else { continue }
                tokens[field] = token
                break
            }
        }
    }

    private func unwrap(_ line: Span<UInt8>, _ tokens: inout Tokens) {
        for field in tokens.indices where tokens[field].form == .object && nested >> field & 1 == 0
        {
            tokens[field] = ExtendedJSON.unwrapped(tokens[field], line)
        }
    }

    private func isTaken(_ tokens: Tokens, _ line: Span<UInt8>) -> Bool {
        guard let kinds else { return true }
        let token = tokens[kinds.field]
        // What is missing is for the shape to refuse.
        guard token.form == .text else { return true }
        return kinds.taken.entry(line, token.start, token.end) != nil
    }

    /// The line's one object, blanks around it left out.
    static func object(_ line: Span<UInt8>) -> Token {
        var (start, end) = (0, line.count)
        while start < end, line[start] != UInt8(ascii: "{") { start += 1 }
        while end > start, line[end - 1] != UInt8(ascii: "}") { end -= 1 }
        return Token(form: .object, start: start, end: end)
    }
}
