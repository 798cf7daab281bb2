internal import Algebra
internal import Interest

/// C of `linear`: the weights between items that their texts alone would give. Items without a
/// vector have none.
struct TextWeights: ~Copyable {
    private let weights: Matrix

    /// The rows of the product that are computed at a time.
    private static let block = 256

    /// - Parameter places: the items that are solved for, by their place in the log.
    init(_ log: TrainingLog, of places: [Int32], ridge: Double) throws(ModelError) {
        let meaning = try MeaningRows(log.vectors)
        let count = places.count
        let rows = places.map { meaning.items.trainedPlace(of: log.items[Int($0)]) }
        var gram = Matrix(rows: count, columns: count)
        let known = rows.indices.filter { rows[$0] != nil }
        for start in stride(from: 0, to: meaning.items.count, by: Self.block) {
            let block = start..<min(start + Self.block, meaning.items.count)
            let products = meaning.rows.times(rows: block)
            for row in known {
                guard let place = rows[row], block ~= place else { continue }
                let first = (place - block.lowerBound) * meaning.items.count
                for column in known where column <= row {
                    gram[row, column] = Double(products[first + (rows[column] ?? 0)])
                }
            }
        }
        for place in 0..<count { gram[place, place] += ridge }
        do throws(AlgebraError) { try gram.invertPositiveDefinite() } catch {
            throw ModelError(
                .parameter, "linear has no solution with a text ridge of \(ridge): raise it")
        }
        let diagonal = (0..<count).map { gram[$0, $0] }
        for row in 0..<count {
            for column in 0..<count {
                gram[row, column] = row == column ? 0 : -gram[row, column] / diagonal[column]
            }
        }
        weights = gram
    }

    /// B, from P and the weight of text.
    func values(drawing inverse: borrowing Matrix, by weight: Double) -> [Double] {
        let count = weights.rows
        let drawn = inverse.times(weights)
        var values = drawn.values
        let factors = (0..<count).map { place in
            (1 + weight * drawn[place, place]) / inverse[place, place]
        }
        for row in 0..<count {
            for column in 0..<count {
                let index = row * count + column
                values[index] =
                    row == column
                    ? 0 : weight * values[index] - inverse[row, column] * factors[column]
            }
        }
        return values
    }
}
