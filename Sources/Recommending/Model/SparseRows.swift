/// Rows of a sparse matrix, each in order of column: who has what, and how much.
struct SparseRows: Hashable, Sendable {
    /// Where each row begins; one more at the end.
    let starts: [Int32]
    let columns: [Int32]
    let values: [Float]

    /// How many rows there are.
    var count: Int { starts.count - 1 }

    init(starts: [Int32], columns: [Int32], values: [Float]) {
        self.starts = starts
        self.columns = columns
        self.values = values
    }

    /// Puts rows together, each in order of column.
    init(_ rows: some Sequence<[(column: Int, value: Double)]>) {
        var (starts, columns, values) = ([Int32(0)], [Int32](), [Float]())
        for row in rows {
            for (column, value) in row {
                columns.append(Int32(column))
                values.append(Float(value))
            }
            starts.append(Int32(columns.count))
        }
        self.init(starts: starts, columns: columns, values: values)
    }

    @inline(__always)
    func forEach(of row: Int, _ body: (_ column: Int, _ value: Double) -> Void) {
        for index in Int(starts[row])..<Int(starts[row + 1]) {
            body(Int(columns[index]), Double(values[index]))
        }
    }

    /// The value in a row and a column; nil where there is none.
    func value(_ row: Int, _ column: Int) -> Double? {
        var (low, high) = (Int(starts[row]), Int(starts[row + 1]))
        while low < high {
            let middle = (low + high) / 2
            if Int(columns[middle]) < column { low = middle + 1 } else { high = middle }
        }
        let isFound = low < Int(starts[row + 1]) && Int(columns[low]) == column
        return isFound ? Double(values[low]) : nil
    }

    /// Columns as rows.
    func transposed(columnCount: Int) -> SparseRows {
        var starts = [Int32](repeating: 0, count: columnCount + 1)
        for column in columns { starts[Int(column) + 1] += 1 }
        for column in 0..<columnCount { starts[column + 1] += starts[column] }
        var next = starts
        var rows = [Int32](repeating: 0, count: columns.count)
        var numbers = [Float](repeating: 0, count: columns.count)
        for row in 0..<count {
            for index in Int(self.starts[row])..<Int(self.starts[row + 1]) {
                let target = Int(next[Int(columns[index])])
                next[Int(columns[index])] += 1
                rows[target] = Int32(row)
                numbers[target] = values[index]
            }
        }
        return SparseRows(starts: starts, columns: rows, values: numbers)
    }

    /// Whether every row lies in the arrays, in order, and every column below `columnCount`.
    func fits(rows: Int, columns columnCount: Int) -> Bool {
        guard starts.count == rows + 1, starts.first == 0,
            starts.last.map(Int.init) == columns.count, columns.count == values.count,
            zip(starts, starts.dropFirst()).allSatisfy(<=), values.allSatisfy(\.isFinite)
        else { return false }
        return (0..<rows).allSatisfy { row in
            let own = columns[Int(starts[row])..<Int(starts[row + 1])]
            return zip(own, own.dropFirst()).allSatisfy(<)
                && own.first.map { $0 >= 0 } ?? true
                && own.last.map { $0 < columnCount } ?? true
        }
    }
}
