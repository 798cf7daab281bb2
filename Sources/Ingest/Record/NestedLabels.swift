/// Labels that are an object, as Gorse has them: each text in it, behind the keys that lead there.
///
///     {"color": "red", "tags": ["a", "b"], "embedding": [0.5, 1]}  →  color:red  tags:a  tags:b
///
/// Numbers, which are no labels but features, are passed over.
enum NestedLabels {
    /// How many words are taken before the item is refused for having too many.
    private static let countMax = ItemShape.wordCountMax + 1

    /// The texts of an object.
    static func texts(
        _ object: Token, _ line: Span<UInt8>, _ noun: String
    ) throws(Fault) -> [String] {
        var words: [String] = []
        // A stack and no recursion: a line decides how deep it is.
        var open: [(prefix: String, scanner: JSONLine, isObject: Bool, isFirst: Bool)] = []
        open.append(("", JSONLine(line, at: object.start + 1, until: object.end), true, true))
        while var level = open.popLast() {
            var name = level.prefix
            let value: Token?
            if level.isObject {
                let member = try level.scanner.member(line, isFirst: level.isFirst)
                if let key = member?.key { name += try key.text(line, noun) + ":" }
                value = member?.value
            } else {
                value = try level.scanner.element(line, isFirst: level.isFirst)
            }
            guard let value, words.count < countMax else { continue }
            level.isFirst = false
            open.append(level)
            switch value.form {
            case .text, .escaped:
                words.append(name + (try value.text(line, noun)))
            case .array, .object:
                let inside = JSONLine(line, at: value.start + 1, until: value.end)
                open.append((name, inside, value.form == .object, true))
            default: break
            }
        }
        return words
    }
}
