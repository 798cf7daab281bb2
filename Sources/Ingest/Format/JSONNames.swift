/// The names that are in lines of JSON, with the ways to those inside of others.
enum JSONNames {
    private static let depthMax = 4

    /// The keys at the top.
    static func top(_ lines: [[UInt8]]) -> Set<String> {
        var names: Set<String> = []
        for line in lines {
            for member in members(of: JSONShape.object(line.span), line.span) {
                names.insert(member.key)
            }
        }
        return names
    }

    /// Whether a name, or a way, is there.
    static func has(_ name: String, _ lines: [[UInt8]]) -> Bool {
        let key = JSONPath(key: name)
        let path = JSONPath(name)
        return lines.contains { line in
            let object = JSONShape.object(line.span)
            if key.token(in: object, line.span) != nil { return true }
            guard let path else { return false }
            guard let (array, element) = path.split else {
                return path.token(in: object, line.span) != nil
            }
            guard let list = array.token(in: object, line.span) else { return false }
            return JSONPath.elements(of: list, line.span).contains {
                element.token(in: $0, line.span) != nil
            }
        }
    }

    /// All names, those inside of others by their way: `items[].id`.
    static func all(_ lines: [[UInt8]]) -> [String] {
        var names: [String] = []
        var seen: Set<String> = []
        for line in lines {
            collect(JSONShape.object(line.span), line.span, "", 0) { name in
                if seen.insert(name).inserted { names.append(name) }
            }
        }
        return names
    }

    /// The first three different values that lie under a name.
    static func values(of name: String, _ lines: [[UInt8]]) -> [String] {
        var values: [String] = []
        for line in lines {
            let object = JSONShape.object(line.span)
            var token = JSONPath(key: name).token(in: object, line.span)
            if token == nil, let path = JSONPath(name) {
                if let (array, element) = path.split {
                    token = array.token(in: object, line.span)
                        .flatMap { JSONPath.elements(of: $0, line.span, atMost: 1).first }
                        .flatMap { element.token(in: $0, line.span) }
                } else {
                    token = path.token(in: object, line.span)
                }
            }
            guard let token, !token.isNothing else { continue }
            let value = ExtendedJSON.unwrapped(token, line.span).shown(line.span)
            if !values.contains(value) { values.append(value) }
            if values.count == 3 { break }
        }
        return values
    }

    private static func collect(
        _ token: Token, _ line: Span<UInt8>, _ prefix: String, _ depth: Int,
        _ take: (String) -> Void
    ) {
        switch token.form {
        case .object where depth < depthMax && ExtendedJSON.unwrapped(token, line).form == .object:
            for (key, value) in members(of: token, line) {
                collect(value, line, prefix.isEmpty ? key : prefix + "." + key, depth + 1, take)
            }
        case .array where depth < depthMax:
            let first = JSONPath.elements(of: token, line, atMost: 1).first
            guard let first, first.form == .object else { return take(prefix) }
            collect(first, line, prefix + "[]", depth + 1, take)
        default: if !prefix.isEmpty { take(prefix) }
        }
    }

    private static func members(
        of token: Token, _ line: Span<UInt8>
    ) -> [(key: String, value: Token)] {
        guard token.form == .object else { return [] }
        var members: [(key: String, value: Token)] = []
        var scanner = JSONLine(line, at: token.start + 1, until: token.end)
        while let found = try? scanner.member(line, isFirst: members.isEmpty) {
            members.append((found.key.shown(line), found.value))
        }
        return members
    }
}
