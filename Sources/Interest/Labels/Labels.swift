// Gorse's labels are any JSON that is made of texts and numbers, so that a profile of words and a
// vector of features fit in alike:
//
//     ["court", "navy"]
//     {"genre": {"main": "drama"}, "tags": ["navy"], "embedding": [0.25, 1]}
//
// What is kept is what came, in its order. Recommenders and views see the words in it: each text,
// behind the names that lead to it.
//
//     court  navy
//     genre:main:drama  tags:navy

/// What describes an item or a user, as its source has it.
public struct Labels: Hashable, Sendable {
    /// The labels as they came; null where there are none.
    public let json: JSON

    /// No labels at all.
    public static let none = Labels(unchecked: .null)

    /// The most values, names and all, that labels may have.
    public static let countMax = 100_000
    /// The most bytes that their texts and names may have together.
    public static let bytesMax = 1 << 20
    /// The most words that are made of them.
    public static let wordsMax = 1000

    /// Takes labels from outside.
    ///
    /// Like Gorse: texts, numbers and null, objects of such, and arrays of nothing but texts or
    /// nothing but numbers. Throws a `Rejection` for the rest, and where there is too much.
    public init(_ json: JSON) throws(Rejection) {
        var size = Size()
        try size.add(json)
        self.json = json
    }

    /// Takes labels that were checked before, such as what the store holds.
    public init(unchecked json: JSON) { self.json = json }

    /// Plain words.
    public init(words: [String]) { json = .array(words.map(JSON.text)) }

    /// Every text in it, behind the names that lead there; the first `wordsMax`.
    public var words: [String] {
        var words: [String] = []
        Self.append(json, "", to: &words)
        return words
    }

    /// The words, where the labels are nothing but a list of them (or nothing at all).
    public var plainWords: [String]? {
        switch json {
        case .null: return []
        case .array(let elements):
            let words = elements.compactMap { element in
                if case .text(let word) = element { word } else { nil as String? }
            }
            return words.count == elements.count ? words : nil
        default: return nil
        }
    }

    private static func append(_ json: JSON, _ prefix: String, to words: inout [String]) {
        guard words.count < wordsMax else { return }
        switch json {
        case .text(let text): if !text.isEmpty { words.append(prefix + text) }
        case .array(let elements): for element in elements { append(element, prefix, to: &words) }
        case .object(let members):
            for member in members { append(member.value, prefix + member.name + ":", to: &words) }
        case .null, .bool, .integer, .number: break
        }
    }
}

extension Labels: ExpressibleByArrayLiteral {
    /// Plain words.
    public init(arrayLiteral words: String...) { self.init(words: words) }
}

/// What has been counted of labels while they were checked.
private struct Size {
    private var count = 0
    private var bytes = 0

    mutating func add(_ json: JSON) throws(Rejection) {
        count += 1
        switch json {
        case .null, .integer, .number: break
        case .bool: throw .unsupportedLabels("unsupported type in labels: bool")
        case .text(let text): bytes += text.utf8.count
        case .array(let elements):
            let isUniform =
                elements.allSatisfy(\.isText) || elements.allSatisfy(\.isNumber)
            guard isUniform else {
                throw .unsupportedLabels(
                    "unsupported labels: an array of labels holds nothing but texts, or nothing "
                        + "but numbers")
            }
            for element in elements { try add(element) }
        case .object(let members):
            for member in members {
                // The store's names end at a NUL.
                guard !member.name.utf8.contains(0) else {
                    throw .unsupportedLabels("unsupported labels: a name has a NUL byte in it")
                }
                bytes += member.name.utf8.count
                try add(member.value)
            }
        }
        guard count <= Labels.countMax, bytes <= Labels.bytesMax else {
            throw .unsupportedLabels(
                "unsupported labels: at most \(Labels.countMax) values and \(Labels.bytesMax) "
                    + "bytes of text are taken")
        }
    }
}

extension JSON {
    fileprivate var isText: Bool { if case .text = self { true } else { false } }

    fileprivate var isNumber: Bool {
        switch self {
        case .integer, .number: true
        default: false
        }
    }
}
