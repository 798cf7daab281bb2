import Algebra
import Testing

struct MatrixTests {
    /// A small stream of numbers that is always the same.
    private struct Numbers {
        var state: UInt64 = 7

        mutating func next() -> Double {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Double(state >> 33) / Double(1 << 30) - 1
        }
    }

    private func filled(_ rows: Int, _ columns: Int, _ numbers: inout Numbers) -> Matrix {
        var matrix = Matrix(rows: rows, columns: columns)
        for row in 0..<rows {
            for column in 0..<columns { matrix[row, column] = numbers.next() }
        }
        return matrix
    }

    /// The product of two matrices, computed by a plain loop.
    private func naive(
        _ first: borrowing Matrix, _ second: borrowing Matrix, _ row: Int, _ column: Int
    ) -> Double {
        var sum = 0.0
        for index in 0..<first.columns { sum += first[row, index] * second[index, column] }
        return sum
    }

    @Test(arguments: [(1, 1, 1), (2, 3, 4), (65, 64, 63), (130, 7, 129)])
    func `a product is what a plain loop makes of it`(_ rows: Int, _ inner: Int, _ columns: Int) {
        var numbers = Numbers()
        let first = filled(rows, inner, &numbers)
        let second = filled(inner, columns, &numbers)
        let product = first.times(second)
        #expect(product.rows == rows && product.columns == columns)
        var worst = 0.0
        for row in 0..<rows {
            for column in 0..<columns {
                let off = product[row, column] - naive(first, second, row, column)
                worst = max(worst, off.magnitude)
            }
        }
        #expect(worst < 1e-12)
    }

    @Test(arguments: [1, 2, 5, 64, 65, 200])
    func `a matrix times its inverse is the identity`(_ side: Int) throws {
        var numbers = Numbers()
        let root = filled(side, side, &numbers)
        // A·Aᵀ + I is positive definite whatever A.
        var matrix = Matrix(rows: side, columns: side)
        var inverse = Matrix(rows: side, columns: side)
        for row in 0..<side {
            for column in 0..<side {
                var sum = row == column ? 1.0 : 0
                for index in 0..<side { sum += root[row, index] * root[column, index] }
                matrix[row, column] = sum
                // The upper triangle is not read.
                inverse[row, column] = column > row ? .nan : sum
            }
        }
        try inverse.invertPositiveDefinite()
        let identity = matrix.times(inverse)
        var worst = 0.0
        for row in 0..<side {
            for column in 0..<side {
                let wanted = row == column ? 1.0 : 0
                worst = max(worst, (identity[row, column] - wanted).magnitude)
            }
        }
        #expect(worst < 1e-9)
    }

    @Test func `what is not positive definite says which minor`() {
        var matrix = Matrix(rows: 3, columns: 3)
        for (place, value) in [4.0, -1, 2].enumerated() { matrix[place, place] = value }
        var found: AlgebraError?
        do throws(AlgebraError) { try matrix.invertPositiveDefinite() } catch { found = error }
        #expect(found?.minor == 2)
        #expect(found?.description.contains("order 2") == true)
    }
}

struct SumsTests {
    @Test func `a part of a list is added with its weight`() {
        var sums = [10.0, 20, 30, 40]
        Sums.add(2, times: [1, 2, 3, 4, 5], at: 1..<4, to: &sums)
        #expect(sums == [14, 26, 38, 40])
        Sums.add(2, times: [], at: 0..<0, to: &sums)
        #expect(sums == [14, 26, 38, 40])
    }
}
