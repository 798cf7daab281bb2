/// The first lines of a file, by which its format is found.
struct Sample {
    /// The maximum number of lines.
    static let lineCountMax = 1000
    /// The number of lines by which the format is found.
    private static let formatCountMax = 20
    /// The maximum number of lines of one record.
    private static let recordLinesMax = 100
    /// The number of unclosed quotes after which records of several lines are no longer expected.
    private static let straysMax = 5

    /// The first lines that are not blank and not too long.
    let lines: [[UInt8]]
    /// Whether the file begins with a bracket.
    let isArray: Bool
    /// The delimiter that the first line names, as Excel writes it: `sep=;`. `lines` leaves it out.
    let delimiter: String?

    /// Creates a sample of the first bytes. An incomplete last line is left out unless it
    /// is the only one.
    init(_ bytes: [UInt8], isWhole: Bool, lengthMax: Int) {
        isArray = bytes.first { $0 > 0x20 } == UInt8(ascii: "[")
        var splitter = LineSplitter(lengthMax: lengthMax, excerptLength: 0)
        splitter.append(bytes)
        if isWhole { splitter.end() }
        var lines = Self.take(&splitter)
        if lines.isEmpty {
            splitter.end()
            lines = Self.take(&splitter)
        }
        delimiter = lines.first.flatMap(Self.saidDelimiter)
        if delimiter != nil { lines.removeFirst() }
        self.lines = lines
    }

    private static func saidDelimiter(_ line: [UInt8]) -> String? {
        guard line.count == 5,
            String(decoding: line.prefix(4), as: UTF8.self).lowercased() == "sep="
        else { return nil }
        return String(decoding: line.suffix(1), as: UTF8.self)
    }

    private static func take(_ splitter: inout LineSplitter) -> [[UInt8]] {
        var lines: [[UInt8]] = []
        while lines.count < lineCountMax, let line = splitter.next() {
            let bytes = Array(splitter.bytes[line.content])
            guard line.overlong == nil, !isBlank(bytes.span) else { continue }
            lines.append(bytes)
        }
        return lines
    }

    /// The lines by which the format is found.
    private var first: ArraySlice<[UInt8]> { lines.prefix(Self.formatCountMax) }

    /// The records of a delimited file: lines inside one pair of quotes belong together. A record
    /// that is open at the end is left out.
    func records(_ shape: DelimitedShape) -> [[UInt8]] {
        guard shape.isQuoted else { return lines }
        var records: [[UInt8]] = []
        var (index, strays) = (0, 0)
        while index < lines.count {
            var record = lines[index]
            var length = 1
            while strays < Self.straysMax, Self.isOpen(record, shape),
                length < Self.recordLinesMax, index + length < lines.count
            {
                record += [0x0A] + lines[index + length]
                length += 1
            }
            if Self.isOpen(record, shape) {
                // A stray quote makes only its own line invalid.
                records.append(lines[index])
                index += 1
                strays += 1
            } else {
                records.append(record)
                index += length
            }
        }
        return records
    }

    private static func isOpen(_ record: [UInt8], _ shape: DelimitedShape) -> Bool {
        do {
            _ = try shape.forEachColumn(record.span) { _, _ in }
            return false
        } catch {
            return error.kind == .openQuote
        }
    }

    /// The format, or nil if it is unknown.
    func format(columnCount: Int?) -> ImportFormat? {
        if let format = jsonFormat { return format }
        if let delimiter { return .delimited(by: delimiter) }
        let delimiter =
            Self.delimiters.first { isEven($0, isQuoted: false, columnCount) }
            ?? Self.delimiters.first { isEven($0, isQuoted: true, columnCount) }
            ?? Self.delimiters.first { isMostly($0, columnCount) }
        return delimiter.map { .delimited(by: $0) }
    }

    private var jsonFormat: ImportFormat? {
        let openings = first.map(Self.opening(of:))
        let objects = openings.count { $0 == UInt8(ascii: "{") }
        if isEnveloped { return .json }
        if objects * 2 > first.count, !isSpread { return .jsonLines }
        return openings.first == UInt8(ascii: "{") ? .json : nil
    }

    /// Whether the first object goes on in the second line.
    private var isSpread: Bool {
        guard var first = lines.first, lines.count > 1 else { return false }
        var flattener = JSONFlattener(isEnveloped: false)
        flattener.flatten(&first)
        return flattener.isInside
    }

    /// Whether this is a page of a Gorse server's answer: the array lies in an object, behind a
    /// cursor.
    var isEnveloped: Bool {
        guard let first = lines.first else { return false }
        let start = (lines.count > 1 ? first + lines[1] : first)
            .lazy.filter { $0 > 0x20 }.prefix(Self.envelope.count)
        return Array(start) == Self.envelope
    }

    private static let envelope = Array(#"{"Cursor":"#.utf8)

    // They are tried in this order, because commas and bars often occur in text.
    private static let delimiters = ["::", "\t", ";", ",", "|"]

    /// Whether a delimiter cuts all lines into the same, expected number of columns.
    private func isEven(_ delimiter: String, isQuoted: Bool, _ columnCount: Int?) -> Bool {
        let counts = Set(columnCounts(delimiter, isQuoted))
        guard counts.count == 1, let count = counts.first ?? nil, count > 1 else { return false }
        return columnCount == nil || columnCount == count
    }

    /// Whether a delimiter cuts most lines into the expected number of columns, or else into
    /// that of the first line: some lines may be invalid.
    private func isMostly(_ delimiter: String, _ columnCount: Int?) -> Bool {
        let counts = columnCounts(delimiter, true)
        guard let wanted = columnCount ?? counts.first ?? nil, wanted > 1 else { return false }
        return counts.count { $0 == wanted } * 2 > counts.count
    }

    private func columnCounts(_ delimiter: String, _ isQuoted: Bool) -> [Int?] {
        let bytes = Array(delimiter.utf8)
        let shape = DelimitedShape(delimiter: bytes, isQuoted: isQuoted && bytes.count == 1)
        return records(shape).prefix(Self.formatCountMax).map { record in
            try? shape.forEachColumn(record.span) { _, _ in }
        }
    }

    /// Whether a field is well enclosed in quotes somewhere.
    func hasQuotes(_ delimiter: [UInt8]) -> Bool {
        guard delimiter.count == 1 else { return false }
        let shape = DelimitedShape(delimiter: delimiter, isQuoted: true)
        let records = records(shape).prefix(Self.formatCountMax)
        // Where a quote is a letter, some line has one that closes nothing.
        let isBroken = records.contains { record in
            (try? shape.forEachColumn(record.span) { _, _ in }) == nil
        }
        return !isBroken
            && records.contains { line in
                var isFound = false
                let count = try? shape.forEachColumn(line.span) { _, token in
                    let isEnclosed = token.start > 0 && line[token.start - 1] == UInt8(ascii: "\"")
                    isFound = isFound || isEnclosed
                }
                return isFound && count != nil
            }
    }

    static func opening(of line: [UInt8]) -> UInt8? {
        line.first { $0 != 0x20 && $0 != 0x09 }
    }
}

/// Whether a line has only blanks: such lines are counted and skipped.
func isBlank(_ line: Span<UInt8>) -> Bool {
    for index in line.indices where line[index] != 0x20 && line[index] != 0x09 { return false }
    return true
}
