/// What the world calls a user or an item: any text of 1 to 1,024 bytes without NUL.
///
/// `$`, `.`, quotes and spaces are letters like others, because an identifier is data and never
/// query syntax or a field name. NUL is refused because C would cut the text there, and length
/// is bounded because an identifier stands in every behavior and every index.
public protocol Identifier: Hashable, Comparable, Sendable, Codable, CustomStringConvertible {
    /// What such an identifier is called in a message: "user id".
    static var noun: String { get }
    /// The identifier as the source wrote it.
    var text: String { get }
    /// Takes text that was checked before, such as what the store holds.
    init(unchecked text: String)
}

/// The most bytes an identifier may have.
public let identifierLengthMax = 1024

extension Identifier {
    /// Takes text from outside; throws a `Rejection` that says what is wrong with it.
    public init(_ text: String) throws(Rejection) {
        guard !text.isEmpty else { throw .emptyIdentifier(Self.noun) }
        guard text.utf8.count <= identifierLengthMax else {
            throw .longIdentifier(Self.noun, text.utf8.count)
        }
        guard !text.utf8.contains(0) else { throw .nulInIdentifier(Self.noun) }
        self.init(unchecked: text)
    }

    /// The identifier as the source wrote it.
    public var description: String { text }

    /// By bytes, as the store compares: Swift would take two spellings of the same letter (`é` as
    /// one character or as two) for equal, and fold two items of the log into one interest.
    public static func == (first: Self, second: Self) -> Bool {
        let length = first.text.utf8.count
        guard first.text == second.text, length == second.text.utf8.count else { return false }
        // Equal text of which one is ASCII and which is as long is the same bytes. (Only ASCII
        // takes as many bytes as units of UTF-16, and both counts are at hand.)
        return length == first.text.utf16.count
            || first.text.utf8.elementsEqual(second.text.utf8)
    }

    /// By bytes, which is also the order of MongoDB's `_id` index.
    public static func < (first: Self, second: Self) -> Bool {
        first.text.utf8.lexicographicallyPrecedes(second.text.utf8)
    }

    /// Reads a plain string and checks it.
    public init(from decoder: any Decoder) throws {
        try self.init(decoder.singleValueContainer().decode(String.self))
    }

    /// Writes a plain string.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}

/// Who behaves.
public struct UserID: Identifier {
    /// "user id".
    public static let noun = "user id"
    /// The id as the source wrote it.
    public let text: String
    /// Takes text that was checked before.
    public init(unchecked text: String) { self.text = text }
}

/// What people behave towards: a film, a product, an article.
public struct ItemID: Identifier {
    /// "item id".
    public static let noun = "item id"
    /// The id as the source wrote it.
    public let text: String
    /// Takes text that was checked before.
    public init(unchecked text: String) { self.text = text }
}

/// The source's own name for one behavior, where it has one.
public struct EventID: Identifier {
    /// "event id".
    public static let noun = "event id"
    /// The id as the source wrote it.
    public let text: String
    /// Takes text that was checked before.
    public init(unchecked text: String) { self.text = text }
}

/// What somebody did: `click`, `browse`, `purchase`, `rating`, or any name with a gain.
public struct Action: Identifier {
    /// "action".
    public static let noun = "action"
    /// The name, as settings and imports spell it.
    public let text: String
    /// Takes text that was checked before.
    public init(unchecked text: String) { self.text = text }

    /// Opened it.
    public static let click = Action(unchecked: "click")
    /// Looked it over.
    public static let browse = Action(unchecked: "browse")
    /// Bought it.
    public static let purchase = Action(unchecked: "purchase")
    /// Judged it with a value.
    public static let rating = Action(unchecked: "rating")
}
