internal import COpenBLAS

/// Adds many numbers at once.
public enum Sums {
    /// Adds `weight` times the numbers at `range` of `values` to the first ones of `sums`.
    ///
    /// - Precondition: the range lies in `values`, and `sums` is at least as long.
    public static func add(
        _ weight: Double, times values: [Double], at range: Range<Int>, to sums: inout [Double]
    ) {
        precondition(
            range.lowerBound >= 0 && range.upperBound <= values.count
                && range.count <= sums.count, "the range or the sums are too short")
        let count = Int32(range.count)
        unsafe values.withUnsafeBufferPointer { values in
            unsafe sums.withUnsafeMutableBufferPointer { sums in
                // daxpy reads and writes `count` numbers, which exist by the check above.
                guard let from = values.baseAddress, let into = sums.baseAddress else { return }
                unsafe cblas_daxpy(count, weight, from + range.lowerBound, 1, into, 1)
            }
        }
    }
}
