/// The first records of a delimited file, cut into columns.
struct SampleTable {
    /// The records; of a column that holds nothing, an empty text.
    let rows: [[String]]
    /// The columns that have a value in quotes.
    private let quotedColumns: Set<Int>

    init(_ records: [[UInt8]], _ shape: DelimitedShape) {
        var quoted: Set<Int> = []
        rows = records.map { record in
            var cells: [String] = []
            _ = try? shape.forEachColumn(record.span) { column, token in
                if shape.isEnclosed(token, record.span) { quoted.insert(column) }
                let bytes = token.isNothing ? [] : (try? token.bytes(record.span)) ?? []
                cells.append(String(decoding: bytes, as: UTF8.self))
            }
            return cells
        }
        quotedColumns = quoted
    }

    private init(rows: [[String]], quoted: Set<Int>) {
        self.rows = rows
        quotedColumns = quoted
    }

    /// The records behind a header.
    var body: SampleTable { SampleTable(rows: Array(rows.dropFirst()), quoted: quotedColumns) }

    /// What stands in a column, nothing left out.
    func values(_ column: Int) -> [String] {
        rows.compactMap { $0.indices.contains(column) && !$0[column].isEmpty ? $0[column] : nil }
    }

    /// What numbers stand in a column; nil where something else stands there too.
    func numbers(_ column: Int) -> [Double]? {
        var numbers: [Double] = []
        for value in values(column) {
            let bytes = Array(value.utf8)
            guard
                let number = DecimalNumber(bytes.span, bytes.indices)?
                    .double(bytes.span, bytes.indices)
            else { return nil }
            numbers.append(number)
        }
        return numbers
    }

    /// A whole number that was written as a fraction, where all of a column are.
    func fraction(_ column: Int) -> String? {
        guard !quotedColumns.contains(column) else { return nil }
        let values = values(column)
        let areFractions = values.allSatisfy { value in
            let bytes = Array(value.utf8)
            return Token.whole(bytes.span, 0, bytes.count) != nil
        }
        return areFractions ? values.first : nil
    }
}
