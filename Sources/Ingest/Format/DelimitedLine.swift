/// How a delimited file is cut into columns, and which column is which field.
struct DelimitedShape: Sendable {
    let delimiter: [UInt8]
    /// Whether `"` at the beginning of a field opens a quoted one (RFC 4180).
    let isQuoted: Bool
    /// The field of each column, nil for one that nobody wants.
    var columns: [Int?] = []

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
            if isQuoted, index < line.count, line[index] == UInt8(ascii: "\"") {
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
        guard count == columns.count else {
            throw Fault(
                .columnCount, "there are \(count) columns where \(columns.count) are expected",
                at: 0)
        }
        return tokens
    }

    private func plain(_ line: Span<UInt8>, _ index: inout Int) -> Token {
        let start = index
        let first = delimiter[0]
        while index < line.count {
            if line[index] == first, delimiter.count == 1 || isDelimiter(line, index) { break }
            index += 1
        }
        // An empty field is how a delimited file leaves one out; a quoted one is empty text.
        return Token(form: index == start ? .absent : .text, start: start, end: index)
    }

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
