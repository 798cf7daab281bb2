/// A line that was rejected: its place, the reason, and its beginning.
public struct Reject: Hashable, Sendable {
    /// The kind of problem. Rejects are counted by it.
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
        /// A required field is missing.
        case missingField = "missing field"
        /// A field has the wrong type.
        case wrongType = "wrong type"
        /// An invalid user, item or event id, or action.
        case badIdentifier = "bad id"
        /// A time in an unknown spelling.
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
    /// The offset of the problem in the (inflated) stream, from 0.
    public let byteOffset: Int
    /// The kind of problem.
    public let reason: Kind
    /// The exact problem with the number of the line: one sentence for people.
    public let sentence: String
    /// The beginning of the line, with control characters and invalid UTF-8 made visible.
    public let text: String
}

/// The problem of one record; `offset` counts from the start of the record.
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

/// Makes unknown bytes safe to show on a terminal.
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
