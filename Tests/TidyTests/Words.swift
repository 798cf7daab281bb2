/// The words and symbols of a blanked file, with their lines.
struct Words {
    private let words: [(text: Substring, line: Int)]

    var indices: Range<Int> { words.indices }

    init(_ code: [Substring]) {
        var words: [(Substring, Int)] = []
        for (number, line) in code.enumerated() {
            var rest = line
            while let first = rest.first {
                let word = rest.prefix(while: Self.isWordPart)
                let text = word.isEmpty ? rest.prefix(1) : word
                if first != " " { words.append((text, number + 1)) }
                rest = rest.dropFirst(text.count)
            }
        }
        self.words = words
    }

    private static func isWordPart(_ character: Character) -> Bool {
        character.isLetter || character.isNumber || character == "_"
    }

    func line(of index: Int) -> Int { words[index].line }

    private static let beginnings: Set<Substring> = ["func", "init", "deinit", "subscript", "var"]

    /// Whether a declaration that may have a body begins with this word; `.init` does not.
    func beginsFunction(at index: Int) -> Bool {
        Self.beginnings.contains(words[index].text) && (index == 0 || words[index - 1].text != ".")
    }

    /// Words that continue a signature on a new line.
    private static let continuations: Set<Substring> = [
        "{", "where", "throws", "rethrows", "async", "-", ",", "&", "(", "<",
    ]
    /// Symbols after which a signature continues on the next line.
    private static let unfinished: Set<Substring> = [",", "&", "where", ">", ":", "`"]

    /// The opening brace of the body of the declaration at `start`; nil when there is no body.
    func openingBrace(after start: Int) -> Int? {
        var depth = 0
        for index in (start + 1)..<max(words.count, start + 1) {
            let (text, line) = words[index]
            let isNewLine = line > words[index - 1].line
            if depth == 0, isNewLine, !Self.continuations.contains(text),
                !Self.unfinished.contains(words[index - 1].text)
            {
                return nil
            }
            switch text {
            case "(", "[": depth += 1
            case ")", "]": depth -= 1
            case "{" where depth == 0: return index
            case "}" where depth == 0, ";" where depth == 0: return nil
            // A value, not a body; `==` in a where clause or in an operator name is neither.
            case "=" where depth == 0 && words[start].text == "var": return nil
            default: break
            }
            if depth < 0 { return nil }
        }
        return nil
    }

    func closingBrace(of opening: Int) -> Int? {
        var depth = 0
        for index in opening..<words.count {
            if words[index].text == "{" { depth += 1 }
            if words[index].text == "}" { depth -= 1 }
            if depth == 0 { return index }
        }
        return nil
    }
}
