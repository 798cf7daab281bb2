// JSON that is not one value a line (an array, values printed over many lines) becomes one, by
// changing bytes and never their number:
//
//     [{"user": "ann",        ␣{"user": "ann",␣␣"item": "a"}⏎␣{"user": "bob", "item": "b"}⏎
//       "item": "a"},    →
//     {"user": "bob", "item": "b"}]
//
// So whatever counts bytes (messages, the place where a broken-off import goes on) counts those
// of the file, and whatever reads lines reads this. An element is found by its brackets, which a
// quote that never closes would hide to the end of the file. So the walk notices what cannot be:
// a line end in quotes, a quote or bracket where no value may begin, a letter that begins no
// word of JSON, brackets that do not match. Then it is lost, and finds itself again behind the
// next `}` and separator that a `{` follows; what lies between is bad and is counted.

/// Makes lines of the elements of a JSON array, or of JSON values spread over lines.
struct JSONFlattener: Sendable {
    /// How deep an element may be nested: what the reader of lines takes, itself included.
    private static let depthMax = JSONLine.depthMax

    private enum Level { case outside, envelope, array }
    /// `between`: lost between elements, where any separator ends what nobody understands.
    private enum Mode { case sound, lost, between, afterBrace, afterSeparator }

    /// Whether the array lies in an object, beside other things (`{"Cursor": "…", "Items": […]}`).
    private let isEnveloped: Bool
    private var level: Level
    // What is open inside the element, innermost in the lowest bit: 1 an object, 0 an array.
    private var kinds: UInt64 = 0
    private var depth = 0
    private var isInString = false
    private var isEscaped = false
    // The last two bytes inside a string that are no blanks, the very last in the lower half.
    private var tail: UInt16 = 0
    // The last byte outside strings that is no blank; `"` for a string; 0 before an element.
    private var last: UInt8 = 0
    private var mode = Mode.sound
    // Whether the line made so far has anything in it.
    private var hasContent = false

    init(isEnveloped: Bool) {
        self.isEnveloped = isEnveloped
        level = isEnveloped ? .envelope : .outside
    }

    /// Whether what ends here ends inside an array.
    var isCut: Bool { level == .array && mode == .sound }

    /// Whether what ends here ends inside an element.
    var isInside: Bool { depth > 0 && mode == .sound }

    /// Changes the next bytes.
    mutating func flatten(_ bytes: inout [UInt8], from start: Int = 0) {
        for index in start..<bytes.count {
            let byte = bytes[index]
            let made = isInString ? inString(byte) : outsideString(byte)
            if made != byte { bytes[index] = made }
        }
    }

    private mutating func inString(_ byte: UInt8) -> UInt8 {
        if isEscaped {
            isEscaped = false
        } else if byte == UInt8(ascii: "\\") {
            isEscaped = true
        } else if byte == UInt8(ascii: "\"") {
            isInString = false
        }
        guard byte == UInt8(ascii: "\n") else {
            if byte > 0x20 { tail = tail << 8 | UInt16(byte) }
            return level == .envelope ? space : byte
        }
        return lineEndInString()
    }

    /// No string goes on in the next line: a quote was never closed. Where the line ends as an
    /// element does, the next one may begin here.
    private mutating func lineEndInString() -> UInt8 {
        let isEnd =
            level == .array
            ? tail == UInt16(UInt8(ascii: "}")) << 8 | UInt16(UInt8(ascii: ","))
            : UInt8(truncatingIfNeeded: tail) == UInt8(ascii: "}")
        lose(at: 0)
        guard isEnd, level != .envelope else { return space }
        mode = .afterSeparator
        return separate(0)
    }

    private let space = UInt8(ascii: " ")

    private mutating func outsideString(_ byte: UInt8) -> UInt8 {
        switch byte {
        case UInt8(ascii: "\n"): return lineEnd()
        case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"): return byte
        default: break
        }
        if level == .envelope { return inEnvelope(byte) }
        if mode != .sound, !finds(byte) {
            hasContent = true
            return separatesLost(byte) ? separate(byte) : byte
        }
        if depth == 0, let made = betweenElements(byte) { return made }
        hasContent = true
        if !take(byte) { lose(at: byte) }
        return byte
    }

    // MARK: Between elements

    /// A line end separates values that lie outside an array.
    private mutating func lineEnd() -> UInt8 {
        guard level == .outside, hasContent else { return space }
        if mode == .sound { return depth == 0 ? separate(0) : space }
        guard mode == .afterBrace || mode == .between else { return space }
        mode = .afterSeparator
        return separate(0)
    }

    /// What a byte becomes that belongs to no element; nil where it begins or is one.
    private mutating func betweenElements(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "["):
            guard level == .outside, !hasContent else { return nil }
            level = .array
            return space
        case UInt8(ascii: "]"):
            guard level == .array else { return nil }
            level = isEnveloped ? .envelope : .outside
            return hasContent ? separate(byte) : space
        case UInt8(ascii: ","): return hasContent ? separate(byte) : nil
        default: return nil
        }
    }

    private mutating func separate(_ byte: UInt8) -> UInt8 {
        hasContent = false
        last = 0
        return UInt8(ascii: "\n")
    }

    private mutating func inEnvelope(_ byte: UInt8) -> UInt8 {
        if byte == UInt8(ascii: "\"") { isInString = true }
        if byte == UInt8(ascii: "[") { level = .array }
        return space
    }

    // MARK: Lost and found

    private mutating func lose(at byte: UInt8) {
        mode = depth == 0 ? .between : byte == UInt8(ascii: "}") ? .afterBrace : .lost
        (isInString, isEscaped, depth, kinds) = (false, false, 0, 0)
    }

    /// Whether a lost walk finds itself at this byte.
    private mutating func finds(_ byte: UInt8) -> Bool {
        guard mode == .afterSeparator, byte == UInt8(ascii: "{") else { return false }
        mode = .sound
        return true
    }

    /// Whether a lost walk takes this byte for the end of an element.
    private mutating func separatesLost(_ byte: UInt8) -> Bool {
        if byte == UInt8(ascii: ","), mode == .afterBrace || mode == .between {
            mode = .afterSeparator
            return true
        }
        guard mode != .between else { return false }
        mode = byte == UInt8(ascii: "}") ? .afterBrace : .lost
        return false
    }

    // MARK: Inside an element

    /// Whether the byte may stand here.
    private mutating func take(_ byte: UInt8) -> Bool {
        let before = last
        last = byte
        switch byte {
        case UInt8(ascii: "\""):
            isInString = true
            tail = 0
            return mayBegin(after: before) || isInObject && isBeforeKey(before)
        case UInt8(ascii: "{"): return mayBegin(after: before) && open(isObject: true)
        case UInt8(ascii: "["): return mayBegin(after: before) && open(isObject: false)
        case UInt8(ascii: "}"): return close(isObject: true)
        case UInt8(ascii: "]"): return close(isObject: false)
        case UInt8(ascii: ","), UInt8(ascii: ":"): return true
        default:
            guard Self.isLetter[Int(byte)] else { return false }
            last = UInt8(ascii: "0")
            return mayBegin(after: before) || before == last
        }
    }

    private var isInObject: Bool { kinds & 1 == 1 && depth > 0 }

    private func isBeforeKey(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "{") || byte == UInt8(ascii: ",")
    }

    /// Whether a value may begin behind this byte.
    private func mayBegin(after byte: UInt8) -> Bool {
        if isInObject { return byte == UInt8(ascii: ":") }
        return depth == 0 ? byte == 0 : byte == UInt8(ascii: "[") || byte == UInt8(ascii: ",")
    }

    private mutating func open(isObject: Bool) -> Bool {
        guard depth < Self.depthMax else { return false }
        kinds = kinds << 1 | (isObject ? 1 : 0)
        depth += 1
        return true
    }

    private mutating func close(isObject: Bool) -> Bool {
        guard depth > 0, (kinds & 1 == 1) == isObject else { return false }
        kinds >>= 1
        depth -= 1
        return true
    }

    /// What numbers and the three words of JSON are made of.
    private static let isLetter: [Bool] = {
        var table = [Bool](repeating: false, count: 256)
        for byte in "0123456789+-.eEtrufalsn".utf8 { table[Int(byte)] = true }
        return table
    }()
}
