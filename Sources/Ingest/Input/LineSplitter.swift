/// Cuts a stream of chunks into lines: LF or CRLF, the last with or without an end.
///
/// It keeps the bytes of the lines not taken yet. A line over the limit is read past without
/// being kept: only its length is counted, so memory stays below a chunk and two lines.
///
///     ……done……│first line⏎second li│ne⏎third…
///              ↑record  ↑afterFirst ↑scanned       `extend` makes a record of several lines,
///                        ↑start                    `rewind` takes back all but the first
struct LineSplitter {
    /// One line, or a record of several, as it lies in `bytes` until the next `append`.
    struct Line {
        /// Of the first line, from 1.
        var number: Int
        /// Where in the inflated stream it begins.
        var offset: Int
        /// Without the end of the (last) line.
        var content: Range<Int>
        /// The whole length of a line over the limit, of which `content` is the beginning.
        var overlong: Int?
    }

    /// What is buffered.
    private(set) var bytes: [UInt8] = []
    /// How many lines were taken.
    private(set) var count = 0
    /// Where in the inflated stream the next line begins.
    private(set) var offset = 0
    private(set) var isEnded = false
    private let lengthMax: Int
    private let excerptLength: Int
    // Indices into `bytes`; see the drawing.
    private var record = 0
    private var start = 0
    private var scanned = 0
    private var first: (after: Int, offset: Int, count: Int) = (0, 0, 0)
    // How much of an overlong line was dropped already.
    private var dropped = 0

    init(lengthMax: Int, excerptLength: Int) {
        self.lengthMax = lengthMax
        self.excerptLength = min(excerptLength, lengthMax)
    }

    /// The bytes not taken yet.
    var rest: Range<Int> { start..<bytes.count }

    /// Whether all lines were taken.
    var isFinished: Bool { isEnded && start == bytes.count && dropped == 0 }

    mutating func append(_ chunk: [UInt8]) {
        bytes.removeSubrange(0..<record)
        start -= record
        scanned -= record
        first.after -= record
        record = 0
        bytes += chunk
        if offset == 0, count == 0, dropped == 0 { skipMark() }
    }

    /// Changes what is buffered and not taken yet, but not how much it is; nothing may be scanned.
    mutating func change(_ body: (_ bytes: inout [UInt8], _ start: Int) -> Void) {
        body(&bytes, start)
    }

    /// Goes past up to `limit` buffered bytes without looking at them, and says how many.
    mutating func skip(atMost limit: Int) -> Int {
        let skipped = min(limit, rest.count)
        start += skipped
        offset += skipped
        record = start
        scanned = start
        return skipped
    }

    /// Goes on counting lines from `count`, after `skip`.
    mutating func resume(count: Int) {
        self.count = count
        first = (start, offset, count)
    }

    /// Says that no more will come: what is left is the last line.
    mutating func end() { isEnded = true }

    /// The next line; nil if more bytes are needed, and at the end after `end`.
    mutating func next() -> Line? {
        record = start
        guard let ends = findEnd() else {
            if bytes.count - start > lengthMax + 2 { drop() }
            return nil
        }
        var line = Line(number: count + 1, offset: offset, content: start..<ends.content)
        let length = ends.content - start + dropped
        if length > lengthMax {
            line.overlong = length
            line.content = start..<min(ends.content, start + excerptLength)
        }
        take(upTo: ends.line)
        first = (start, offset, count)
        return line
    }

    /// The record of the last `next` with one line more; nil where more bytes are needed.
    mutating func extend(_ line: Line) -> Line? {
        guard let ends = findEnd() else { return nil }
        take(upTo: ends.line)
        return Line(number: line.number, offset: line.offset, content: record..<ends.content)
    }

    /// Whether the record of the last `next` has outgrown what a line may have.
    var isOverfull: Bool { bytes.count - record > lengthMax && scanned - record > lengthMax }

    /// Goes back to the end of the first line of the record, so that the others are read again.
    mutating func rewind() {
        start = first.after
        scanned = start
        offset = first.offset
        count = first.count
    }

    private mutating func findEnd() -> (content: Int, line: Int)? {
        let newline = Self.newline(in: bytes.span, from: scanned)
        scanned = newline
        guard newline < bytes.count else {
            return isEnded && (start < newline || dropped > 0) ? (newline, newline) : nil
        }
        let hasReturn = newline > start && bytes[newline - 1] == 0x0D
        return (hasReturn ? newline - 1 : newline, newline + 1)
    }

    private static func newline(in bytes: Span<UInt8>, from start: Int) -> Int {
        var index = start
        while index < bytes.count, bytes[index] != 0x0A { index += 1 }
        return index
    }

    private mutating func take(upTo end: Int) {
        count += 1
        offset += end - start + dropped
        dropped = 0
        start = end
        scanned = end
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
        record = start
        scanned = start
        offset = 3
    }
}
