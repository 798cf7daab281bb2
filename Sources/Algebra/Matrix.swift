internal import COpenBLAS

// Rows of doubles, one after another in one block of memory, which BLAS and LAPACK use without a
// copy. A matrix is `~Copyable`, because a copy of some hundred megabytes should never be implicit.

/// A dense matrix that owns its memory.
public struct Matrix: ~Copyable, Sendable {
    /// The maximum number of rows and of columns.
    public static let sideMax = 40_000

    /// The number of rows.
    public let rows: Int
    /// The number of columns.
    public let columns: Int
    /// The numbers, row after row.
    public private(set) var values: [Double]

    /// Creates a matrix of zeros.
    ///
    /// - Precondition: both sides are 1 to `sideMax`.
    public init(rows: Int, columns: Int) {
        precondition(
            1...Self.sideMax ~= rows && 1...Self.sideMax ~= columns,
            "a matrix has 1 to \(Self.sideMax) rows and columns")
        self.rows = rows
        self.columns = columns
        values = Array(repeating: 0, count: rows * columns)
    }

    /// The number in a row and a column.
    public subscript(row: Int, column: Int) -> Double {
        get {
            precondition(0..<columns ~= column, "outside the matrix")
            return values[row * columns + column]
        }
        set {
            precondition(0..<columns ~= column, "outside the matrix")
            values[row * columns + column] = newValue
        }
    }

    /// The matrix product, on all cores.
    ///
    /// - Precondition: `other` has as many rows as this one has columns.
    public func times(_ other: borrowing Matrix) -> Matrix {
        precondition(columns == other.rows, "the sizes of the factors must match")
        var product = Matrix(rows: rows, columns: other.columns)
        let (first, second) = (values, other.values)
        let sides = (Int32(rows), Int32(other.columns), Int32(columns))
        unsafe product.values.withUnsafeMutableBufferPointer { sums in
            // dgemm keeps no pointer after its return, and the sizes were checked above.
            unsafe cblas_dgemm(
                CblasRowMajor, CblasNoTrans, CblasNoTrans, sides.0, sides.1, sides.2, 1, first,
                sides.2, second, sides.1, 0, sums.baseAddress, sides.1)
        }
        return product
    }

    /// Turns a symmetric positive definite matrix into its inverse, in place, on all cores.
    ///
    /// Only the lower triangle is read. Throws when the matrix is not positive definite; its
    /// contents are then undefined.
    ///
    /// - Precondition: it is square.
    public mutating func invertPositiveDefinite() throws(AlgebraError) {
        precondition(rows == columns, "only a square matrix has an inverse")
        let side = Int32(rows)
        let minor = unsafe values.withUnsafeMutableBufferPointer { values -> Int32 in
            // Both work in place and keep no pointer.
            guard let start = values.baseAddress else { return 0 }
            let minor = unsafe cholesky_factor(side, start)
            return minor != 0 ? minor : unsafe cholesky_invert(side, start)
        }
        guard minor == 0 else { throw AlgebraError(minor: Int(minor)) }
        mirror()
    }

    /// Copies the lower triangle to the upper one, in blocks that fit the cache.
    private mutating func mirror() {
        let (block, side) = (64, rows)
        for top in stride(from: 0, to: side, by: block) {
            for left in stride(from: 0, through: top, by: block) {
                for row in top..<min(top + block, side) {
                    for column in left..<max(left, min(left + block, row)) {
                        values[column * side + row] = values[row * side + column]
                    }
                }
            }
        }
    }
}

/// The error for a matrix that has no Cholesky factorization.
public struct AlgebraError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The first leading minor that is not positive, counted from 1.
    public let minor: Int

    /// The message, as one sentence.
    public var description: String {
        "the matrix is not positive definite: its leading minor of order \(minor) is not positive"
    }
}
