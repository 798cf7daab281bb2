internal import Algebra

/// All weights of the regression, in doubles: what `linear` keeps the largest of, and what the
/// evaluation protocol's EASE scores by.
struct LinearWeights: Sendable {
    private static let blockSize = 32

    private let count: Int
    /// B, row after row.
    private let values: [Double]

    init(
        _ log: TrainingLog, by parameters: Linear.Parameters, control: TrainingControl
    ) throws(ModelError) {
        try parameters.check()
        guard log.count > 0 else { throw .emptyLog }
        let count = log.items.count
        guard count <= Linear.itemsMax else {
            throw ModelError(
                .tooLarge,
                "linear solves for at most \(Linear.itemsMax) items, and the log has \(count): "
                    + "train item-neighbors, or a part of the log")
        }
        self.count = count
        let pairs = CoOccurrence(log, by: parameters.pairs)
        let counts = pairs.ownCounts()
        guard counts.contains(where: { $0 > 0 }) else { throw .nothingLiked }
        var matrix = try Self.gram(pairs, counts, control)
        for place in 0..<count { matrix[place, place] += parameters.ridge }
        do throws(AlgebraError) { try matrix.invertPositiveDefinite() } catch {
            throw ModelError(
                .parameter, "linear has no solution with a ridge of \(parameters.ridge): raise it")
        }
        try control.check()
        let diagonal = (0..<count).map { matrix[$0, $0] }
        for place in 0..<count {
            for other in 0..<count {
                matrix[place, other] = place == other ? 0 : -matrix[place, other] / diagonal[other]
            }
        }
        values = matrix.values
    }

    /// The co-occurrences with the own counts on the diagonal.
    private static func gram(
        _ pairs: CoOccurrence, _ counts: [Double], _ control: TrainingControl
    ) throws(ModelError) -> Matrix {
        let count = counts.count
        let rows = try control.parallel(
            Linear.name, count: (count + blockSize - 1) / blockSize,
            scratch: { ScratchRow(count: count) },
            { block, row in
                let first = block * blockSize
                return (first..<min(first + blockSize, count)).map { place in
                    pairs.count(place, into: &row)
                    defer { row.clear() }
                    return row.touched.filter { Int($0) < place }
                        .map { Ranked(score: row[Int($0)], place: Int($0)) }
                }
            }
        ).joined()
        var matrix = Matrix(rows: count, columns: count)
        for (place, row) in rows.enumerated() {
            for pair in row { matrix[place, pair.place] = pair.score }
            matrix[place, place] = counts[place]
        }
        return matrix
    }

    /// B_ij.
    subscript(place: Int, other: Int) -> Double { values[place * count + other] }

    func score(_ readings: [Reading], into scores: inout Scores) {
        for reading in readings {
            let start = reading.place * count
            scores.add(reading.weight, times: values, at: start..<start + count)
        }
    }
}
