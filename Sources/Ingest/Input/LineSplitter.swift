/// Cuts a stream of chunks into lines: LF or CRLF, the last with or without an end.
///
/// It keeps the bytes of the lines not taken yet. A line over the limit is read past without
/// being kept: only its length is counted, so memory stays below a chunk and two lines.
struct LineSplitter {
    /// One line, as it lies in `bytes`.
    struct Line {
        /// From 1.
        var number: Int
        /// Where in the inflated stream it begins.
        var offset: Int
        /// The line without its end.
        var content: Range<Int>
        /// The bytes of its end: 0, 1 or 2.
        var endLength: Int
        /// The whole length of a line over the limit, of which `content` is the beginning.
        var overlong: Int?
    }

    /// What is buffered; a `Line` is good until the next `append`.
    private(set) var bytes: [UInt8] = []
    private let lengthMax: Int
    private let excerptLength: Int
    private var start = 0
    private var scanned = 0
    private var offset = 0
    private var number = 0
    // Of an overlong line: what was dropped of it already.
    private var dropped = 0
    private var isEnded = false

    init(lengthMax: Int, excerptLength: Int) {
        self.lengthMax = lengthMax
        self.excerptLength = min(excerptLength, lengthMax)
    }

    /// The bytes not taken yet.
    var rest: Range<Int> { start..<bytes.count }

    /// How many lines were taken.
    var count: Int { number }

    mutating func append(_ chunk: [UInt8]) {
        bytes.removeSubrange(0..<start)
        scanned -= start
        start = 0
        bytes += chunk
        guard offset == 0, number == 0, dropped == 0 else { return }
        skipMark()
    }

    /// Says that no more will come: what is left is the last line.
    mutating func end() { isEnded = true }

    /// The next line, nil where more bytes are needed (or there are none, after `end`).
    mutating func next() -> Line? {
        if let newline = findNewline() { return take(upTo: newline, newline: 1) }
        scanned = bytes.count
        if isEnded {
            return start < bytes.count || dropped > 0 ? take(upTo: bytes.count, newline: 0) : nil
        }
        if bytes.count - start > lengthMax + 2 { drop() }
        return nil
    }

    private mutating func findNewline() -> Int? {
        let span = bytes.span
        var index = scanned
        while index < span.count {
            if span[index] == 0x0A { return index }
            index += 1
        }
        return nil
    }

    private mutating func take(upTo end: Int, newline: Int) -> Line {
        let hasReturn = newline == 1 && end > start && bytes[end - 1] == 0x0D
        let contentEnd = hasReturn ? end - 1 : end
        let length = contentEnd - start + dropped
        number += 1
        var line = Line(
            number: number, offset: offset, content: start..<contentEnd,
            endLength: end + newline - contentEnd)
        if length > lengthMax {
            line.overlong = length
            line.content = start..<min(contentEnd, start + excerptLength)
        }
        offset += end + newline - start + dropped
        start = end + newline
        scanned = start
        dropped = 0
        return line
    }

    /// Keeps the beginning of an overlong line, and its last byte, which may be half an end.
    private mutating func drop() {
        let kept = start + excerptLength
        dropped += bytes.count - 1 - kept
        bytes.removeSubrange(kept..<bytes.count - 1)
        scanned = bytes.count
    }

    private mutating func skipMark() {
        guard bytes.count - start >= 3, bytes[start..<start + 3] == [0xEF, 0xBB, 0xBF] else {
            return
        }
        start += 3
        scanned = start
        offset = 3
    }
}
