/// A line that was not taken: where it stands, why, and how it begins.
public struct Reject: Hashable, Sendable {
    /// What was wrong, coarsely: what rejects are counted by.
    public enum Kind: String, Hashable, Sendable, CaseIterable, Comparable {
        /// Longer than a line may be.
        case lineTooLong = "line too long"
        /// A field that becomes text is not UTF-8.
        case notUTF8 = "not UTF-8"
        /// Not JSON, or text behind a closing quote.
        case malformed
        /// A quote that is opened and never closed.
        case openQuote = "open quote"
        /// JSON nested deeper than is allowed.
        case tooDeep = "nested too deep"
        /// One field given twice.
        case duplicateField = "field given twice"
        /// More or fewer columns than the file has.
        case columnCount = "wrong number of columns"
        /// A field without which there is no record.
        case missingField = "missing field"
        /// A field of another type than it must have.
        case wrongType = "wrong type"
        /// A user, item or event id, or an action, that cannot be one.
        case badIdentifier = "bad id"
        /// A time that no stated spelling covers.
        case badTime = "unreadable time"
        /// A time before 1970 or too far in the future.
        case timeOutOfRange = "time out of range"
        /// A value that is not a finite number.
        case badValue = "bad value"
        /// A value outside the scale of its action.
        case valueOffScale = "value off its scale"
        /// An action without a gain.
        case unknownAction = "unknown action"
        /// More or longer text than an item may have.
        case tooMuchText = "too much text"

        /// By name.
        public static func < (first: Kind, second: Kind) -> Bool {
            first.rawValue < second.rawValue
        }
    }

    /// The line, from 1.
    public let line: Int
    /// Where in the (inflated) stream the trouble is, from 0.
    public let byteOffset: Int
    /// What was wrong, coarsely.
    public let reason: Kind
    /// What was wrong, exactly, with the line's number: one sentence for a person.
    public let sentence: String
    /// How the line begins, with control characters and broken UTF-8 made visible.
    public let text: String
}

/// What is wrong with one record, found by whatever looks at it; `offset` counts from its start.
struct Fault: Error {
    let kind: Reject.Kind
    let words: String
    let offset: Int

    init(_ kind: Reject.Kind, _ words: String, at offset: Int) {
        self.kind = kind
        self.words = words
        self.offset = offset
    }
}

/// Makes bytes from anywhere safe to show on a terminal.
func excerpt(of bytes: ArraySlice<UInt8>, atMost limit: Int) -> String {
    var text = ""
    for scalar in String(decoding: bytes.prefix(limit), as: UTF8.self).unicodeScalars {
        let isControl = scalar.value < 0x20 || 0x7F...0x9F ~= scalar.value
        if isControl {
            text += "\\u{" + String(scalar.value, radix: 16) + "}"
        } else {
            text.unicodeScalars.append(scalar)
        }
    }
    return bytes.count > limit ? text + "…" : text
}
