/// How a delimited file is cut into columns, and which column is which field.
struct DelimitedShape: Sendable {
    let delimiter: [UInt8]
    /// Whether `"` at the beginning of a field opens a quoted one (RFC 4180).
    let isQuoted: Bool
    /// Whether blanks around a value belong to the file's looks and not to the value.
    var trims = true
    /// The words that stand for no value.
    var nulls = NullWords([])
    /// The field of each column, nil for one that nobody wants.
    var columns: [Int?] = []
    /// Fields whose whole numbers were written as fractions (`17850.0`), a bit each.
    var fractions = 0
    /// A field that takes all columns from one on: flags, one a word.
    var flags: (column: Int, field: Int)?

    /// The columns of a line, whatever they mean.
    ///
    /// - Throws: `Fault` of the kind `openQuote` where the line ends in quotes, so that the
    ///   record may go on in the next line.
    /// - Returns: how many there are.
    func forEachColumn(
        _ line: Span<UInt8>, _ take: (_ column: Int, Token) -> Void
    ) throws(Fault) -> Int {
        var (index, count) = (0, 0)
        while true {
            let token: Token
            if isQuoted, let quote = quote(line, index) {
                index = quote
                token = try quoted(line, &index)
            } else {
                token = plain(line, &index)
            }
            take(count, token)
            count += 1
            guard index < line.count else { return count }
            index += delimiter.count
        }
    }

    /// The fields of a record.
    func fields(_ line: Span<UInt8>) throws(Fault) -> Tokens {
        var tokens = Tokens(repeating: Token())
        let count = try forEachColumn(line) { column, token in
            guard column < columns.count, let field = columns[column] else { return }
            tokens[field] = token
        }
        if fractions != 0 {
            for field in tokens.indices
            where fractions >> field & 1 == 1 && !isEnclosed(tokens[field], line) {
                tokens[field].cutZeros(line)
            }
        }
        if let flags { tokens[flags.field].end = line.count }
        guard count == columns.count else {
            throw Fault(
                .columnCount, "there are \(count) columns where \(columns.count) are expected",
                at: 0)
        }
        return tokens
    }

    private func plain(_ line: Span<UInt8>, _ index: inout Int) -> Token {
        var start = index
        let first = delimiter[0]
        while index < line.count {
            if line[index] == first, delimiter.count == 1 || isDelimiter(line, index) { break }
            index += 1
        }
        var end = index
        if trims {
            while start < end, Self.isBlank(line[start]) { start += 1 }
            while end > start, Self.isBlank(line[end - 1]) { end -= 1 }
        }
        // An empty field is how a delimited file leaves one out; a quoted one is empty text.
        let isNothing = start == end || nulls.contains(line, start, end)
        return Token(form: isNothing ? .absent : .text, start: start, end: end)
    }

    /// Where the quote of a quoted field is, nil where the field is not quoted.
    private func quote(_ line: Span<UInt8>, _ index: Int) -> Int? {
        var index = index
        if trims { while index < line.count, line[index] == 0x20 { index += 1 } }
        return index < line.count && line[index] == UInt8(ascii: "\"") ? index : nil
    }

    /// Whether a token stands in quotes.
    func isEnclosed(_ token: Token, _ line: Span<UInt8>) -> Bool {
        isQuoted && token.start > 0 && line[token.start - 1] == UInt8(ascii: "\"")
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }

    private func quoted(_ line: Span<UInt8>, _ index: inout Int) throws(Fault) -> Token {
        var token = Token(form: .text, start: index + 1)
        index += 1
        while index < line.count {
            guard line[index] == UInt8(ascii: "\"") else {
                index += 1
                continue
            }
            if index + 1 < line.count, line[index + 1] == UInt8(ascii: "\"") {
                token.form = .doubled
                index += 2
                continue
            }
            token.end = index
            index += 1
            if trims { while index < line.count, line[index] == 0x20 { index += 1 } }
            guard index == line.count || isDelimiter(line, index) else {
                throw Fault(.malformed, "something stands between a quote and its comma", at: index)
            }
            return token
        }
        throw Fault(.openQuote, "a quote is opened and never closed", at: token.start - 1)
    }

    private func isDelimiter(_ line: Span<UInt8>, _ index: Int) -> Bool {
        guard index + delimiter.count <= line.count else { return false }
        for place in delimiter.indices where line[index + place] != delimiter[place] {
            return false
        }
        return true
    }
}
