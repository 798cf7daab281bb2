/// The first lines of a file, for finding out what it is.
struct Sample {
    /// How many lines are looked at.
    static let lineCountMax = 20

    /// The first lines that are not blank and not too long.
    let lines: [[UInt8]]

    /// Takes the first bytes; a line that they cut through is left out unless it is all there is.
    init(_ bytes: [UInt8], isWhole: Bool, lengthMax: Int) {
        var splitter = LineSplitter(lengthMax: lengthMax, excerptLength: 0)
        splitter.append(bytes)
        if isWhole { splitter.end() }
        var lines = Self.take(&splitter)
        if lines.isEmpty {
            splitter.end()
            lines = Self.take(&splitter)
        }
        self.lines = lines
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

    /// The format, nil where it cannot be told.
    func format(columnCount: Int?) -> ImportFormat? {
        let objects = lines.count { Self.opening(of: $0) == UInt8(ascii: "{") }
        if objects * 2 > lines.count { return .jsonLines }
        let candidates = ["::", "\t", ";", ",", "|"].filter { candidate in
            let counts = Set(lines.compactMap { Self.columnCount($0, candidate) })
            return counts.count == 1 && !counts.contains(1)
                && columnCount.map(counts.contains) != false
        }
        if let first = candidates.first { return .delimited(by: first) }
        return columnCount == nil ? nil : format(mostlyOf: columnCount)
    }

    /// Where lines differ, the delimiter that cuts most of them into the columns wanted.
    private func format(mostlyOf columnCount: Int?) -> ImportFormat? {
        ["::", "\t", ";", ",", "|"].first { candidate in
            let fitting = lines.count { Self.columnCount($0, candidate) == columnCount }
            return fitting * 2 > lines.count
        }.map { .delimited(by: $0) }
    }

    /// Whether a field is enclosed in quotes somewhere.
    func hasQuotes(_ delimiter: [UInt8]) -> Bool {
        let shape = DelimitedShape(delimiter: delimiter, isQuoted: false)
        return lines.contains { line in
            var isFound = false
            _ = try? shape.forEachColumn(line.span) { _, token in
                let isLong = token.end - token.start >= 2
                isFound = isFound || isLong && line[token.start] == UInt8(ascii: "\"")
                    && line[token.end - 1] == UInt8(ascii: "\"")
            }
            return isFound
        }
    }

    static func opening(of line: [UInt8]) -> UInt8? {
        line.first { $0 != 0x20 && $0 != 0x09 }
    }

    private static func columnCount(_ line: [UInt8], _ delimiter: String) -> Int? {
        let bytes = Array(delimiter.utf8)
        let isQuoted = delimiter == "," || delimiter == ";"
        let shape = DelimitedShape(delimiter: bytes, isQuoted: isQuoted)
        return try? shape.forEachColumn(line.span) { _, _ in }
    }
}

/// Whether there is nothing in a line but blanks: such lines are counted and passed over.
func isBlank(_ line: Span<UInt8>) -> Bool {
    for index in line.indices where line[index] != 0x20 && line[index] != 0x09 { return false }
    return true
}
