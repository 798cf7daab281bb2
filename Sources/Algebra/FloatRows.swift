internal import COpenBLAS

// Rows of single precision, one after another, for vectors of meaning: half the memory of doubles,
// and a product with a vector reads all of it once, so memory is what it costs.

/// Rows of floats of one length, which are multiplied by vectors.
public struct FloatRows: Hashable, Sendable {
    /// The most numbers: 2 GB.
    public static let countMax = 500_000_000

    /// The length of a row.
    public let width: Int
    /// The numbers, row after row.
    public let values: [Float]

    /// The number of rows.
    public var count: Int { values.count / width }

    /// Takes rows.
    ///
    /// - Precondition: the width is above 0, and there is a whole number of rows.
    public init(width: Int, values: [Float]) {
        precondition(width > 0 && values.count.isMultiple(of: width), "rows of one length")
        precondition(values.count <= Self.countMax, "at most \(Self.countMax) numbers")
        self.width = width
        self.values = values
    }

    /// The product of every row with a vector, by BLAS.
    ///
    /// - Precondition: the vector is as long as a row.
    public func times(_ vector: [Float]) -> [Float] {
        precondition(vector.count == width, "the vector must be as long as a row")
        var products = [Float](repeating: 0, count: count)
        guard count > 0 else { return [] }
        let (rows, columns) = (Int32(count), Int32(width))
        unsafe products.withUnsafeMutableBufferPointer { products in
            // sgemv keeps no pointer, and the sizes were checked above.
            unsafe cblas_sgemv(
                CblasRowMajor, CblasNoTrans, rows, columns, 1, values, columns, vector, 1, 0,
                products.baseAddress, 1)
        }
        return products
    }

    /// The product of every row with every row of a block, by BLAS: a row of results for each row
    /// of the block.
    ///
    /// - Precondition: the block lies in the rows.
    public func times(rows block: Range<Int>) -> [Float] {
        precondition(block.lowerBound >= 0 && block.upperBound <= count, "the block has no rows")
        var products = [Float](repeating: 0, count: block.count * count)
        guard !products.isEmpty else { return [] }
        let (rows, columns, width) = (Int32(block.count), Int32(count), Int32(width))
        let first = block.lowerBound * self.width
        unsafe values.withUnsafeBufferPointer { values in
            unsafe products.withUnsafeMutableBufferPointer { products in
                // sgemm keeps no pointer, and the sizes were checked above.
                guard let start = values.baseAddress else { return }
                unsafe cblas_sgemm(
                    CblasRowMajor, CblasNoTrans, CblasTrans, rows, columns, width, 1,
                    start + first, width, start, width, 0, products.baseAddress, columns)
            }
        }
        return products
    }

    /// The product of two rows, summed in a fixed order, so that it has the same bits wherever it
    /// is computed.
    ///
    /// - Precondition: both rows exist.
    public func product(_ row: Int, _ other: Int) -> Double {
        precondition(0..<count ~= row && 0..<count ~= other, "there is no such row")
        let (first, second) = (row * width, other * width)
        var sums = SIMD16<Float>()
        let whole = width - width % 16
        let span = values.span
        for start in stride(from: 0, to: whole, by: 16) {
            var (one, two) = (SIMD16<Float>(), SIMD16<Float>())
            for lane in 0..<16 {
                one[lane] = span[first + start + lane]
                two[lane] = span[second + start + lane]
            }
            sums += one * two
        }
        var sum = Double(sums.sum())
        for index in whole..<width {
            sum += Double(span[first + index]) * Double(span[second + index])
        }
        return sum
    }
}
