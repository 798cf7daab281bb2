/// Where in an object a field lies: `properties.product_id`, `items[].item_id`, `tags[0]`.
///
/// `[]` stands for each element of an array, so that one line has several records; a path has at
/// most one.
struct JSONPath: Hashable, Sendable {
    enum Step: Hashable, Sendable {
        case key([UInt8])
        case element(Int)
        case each
    }

    let text: String
    let steps: [Step]

    /// Nil for a name that is no path but a plain key.
    init?(_ text: String) {
        guard text.contains(".") || text.contains("["), let steps = Self.steps(text) else {
            return nil
        }
        self.text = text
        self.steps = steps
    }

    init(key: String) {
        text = key
        steps = [.key(Array(key.utf8))]
    }

    private init(_ steps: ArraySlice<Step>) {
        text = ""
        self.steps = Array(steps)
    }

    private static func steps(_ text: String) -> [Step]? {
        var steps: [Step] = []
        for part in text.split(separator: ".", omittingEmptySubsequences: false) {
            let pieces = part.split(separator: "[", omittingEmptySubsequences: false)
            guard let key = pieces.first, !key.isEmpty || (!steps.isEmpty && pieces.count > 1)
            else { return nil }
            if !key.isEmpty { steps.append(.key(Array(key.utf8))) }
            for piece in pieces.dropFirst() {
                guard piece.hasSuffix("]") else { return nil }
                let inside = piece.dropLast()
                if inside.isEmpty {
                    steps.append(.each)
                } else {
                    guard let number = Int(inside), number >= 0 else { return nil }
                    steps.append(.element(number))
                }
            }
        }
        return steps.count { $0 == .each } <= 1 ? steps : nil
    }

    /// The way to the array whose elements are records, and from an element on; nil where the
    /// path leads to one value.
    var split: (array: JSONPath, element: JSONPath)? {
        guard let place = steps.firstIndex(of: .each) else { return nil }
        return (JSONPath(steps[..<place]), JSONPath(steps[(place + 1)...]))
    }

    /// What lies there in an object; nil where nothing does.
    ///
    /// - Parameter object: a token that was checked already, so that nothing in it is malformed.
    func token(in object: Token, _ line: Span<UInt8>) -> Token? {
        var token = object
        for step in steps {
            guard let next = Self.follow(step, token, line) else { return nil }
            token = next
        }
        return token
    }

    private static func follow(_ step: Step, _ token: Token, _ line: Span<UInt8>) -> Token? {
        switch step {
        case .key(let key):
            guard token.form == .object else { return nil }
            var scanner = JSONLine(line, at: token.start + 1, until: token.end)
            var isFirst = true
            while let found = try? scanner.member(line, isFirst: isFirst) {
                isFirst = false
                if matches(found.key, key, line) { return found.value }
            }
            return nil
        case .element(let number):
            return elements(of: token, line, atMost: number + 1).dropFirst(number).first
        case .each: return nil
        }
    }

    /// The elements of an array.
    static func elements(
        of token: Token, _ line: Span<UInt8>, atMost limit: Int = .max
    ) -> [Token] {
        guard token.form == .array else { return [] }
        var elements: [Token] = []
        var scanner = JSONLine(line, at: token.start + 1, until: token.end)
        while elements.count < limit,
            let element = try? scanner.element(line, isFirst: elements.isEmpty)
        {
            elements.append(element)
        }
        return elements
    }

    private static func matches(_ key: Token, _ wanted: [UInt8], _ line: Span<UInt8>) -> Bool {
        if key.form == .escaped { return (try? JSONText.unescaped(line, key)) == wanted }
        guard key.end - key.start == wanted.count else { return false }
        for place in wanted.indices where wanted[place] != line[key.start + place] { return false }
        return true
    }
}
