internal import Algebra

/// All weights of the regression, in doubles: what `linear` keeps the largest of, and what the
/// evaluation protocol's EASE scores by.
struct LinearWeights: Sendable {
    private static let blockSize = 32

    /// The items that it is solved for: those with the most behaviors, in order of place.
    let places: [Int32]
    private let itemCount: Int
    /// Where each item stands among them; -1 for one that is not among them.
    private let positions: [Int32]
    /// B, row after row.
    private let values: [Double]

    init(
        _ log: TrainingLog, by parameters: Linear.Parameters, control: TrainingControl
    ) throws(ModelError) {
        try parameters.check()
        guard log.count > 0 else { throw .emptyLog }
        let pairs = CoOccurrence(log, activityHalfLife: parameters.activityHalfLife)
        let counts = pairs.ownCounts()
        guard counts.contains(where: { $0 > 0 }) else { throw .nothingLiked }
        let places = Self.mostMet(counts, parameters.itemsMax)
        var positions = [Int32](repeating: -1, count: counts.count)
        for (position, place) in places.enumerated() { positions[Int(place)] = Int32(position) }
        var matrix = try Self.gram(pairs, counts, places, positions, control)
        let count = places.count
        let ridge = parameters.ridge + parameters.textWeight
        for place in 0..<count { matrix[place, place] += ridge }
        do throws(AlgebraError) { try matrix.invertPositiveDefinite() } catch {
            throw ModelError(
                .parameter, "linear has no solution with a ridge of \(parameters.ridge): raise it")
        }
        try control.check()
        itemCount = counts.count
        self.places = places
        self.positions = positions
        if parameters.textWeight > 0 {
            let texts = try TextWeights(log, of: places, ridge: parameters.textRidge)
            try control.check()
            values = texts.values(drawing: matrix, by: parameters.textWeight)
            return
        }
        let diagonal = (0..<count).map { matrix[$0, $0] }
        for place in 0..<count {
            for other in 0..<count {
                matrix[place, other] = place == other ? 0 : -matrix[place, other] / diagonal[other]
            }
        }
        values = matrix.values
    }

    /// The `limit` places of the highest counts, equal ones by place, in order of place.
    private static func mostMet(_ counts: [Double], _ limit: Int) -> [Int32] {
        var best = BestRanked(limit: limit)
        for (place, count) in counts.enumerated() { best.take(Ranked(score: count, place: place)) }
        return best.sorted().map { Int32($0.place) }.sorted()
    }

    /// The co-occurrences with the own counts on the diagonal.
    private static func gram(
        _ pairs: CoOccurrence, _ counts: [Double], _ places: [Int32], _ positions: [Int32],
        _ control: TrainingControl
    ) throws(ModelError) -> Matrix {
        let count = places.count
        let rows = try control.parallel(
            Linear.name, count: (count + blockSize - 1) / blockSize,
            scratch: { ScratchRow(count: counts.count) },
            { block, row in
                let first = block * blockSize
                return places[first..<min(first + blockSize, count)].map { place in
                    pairs.count(Int(place), into: &row)
                    defer { row.clear() }
                    return row.touched.filter { $0 < place && positions[Int($0)] >= 0 }
                        .map { Ranked(score: row[Int($0)], place: Int(positions[Int($0)])) }
                }
            }
        ).joined()
        var matrix = Matrix(rows: count, columns: count)
        for (position, row) in rows.enumerated() {
            for pair in row { matrix[position, pair.place] = pair.score }
            matrix[position, position] = counts[Int(places[position])]
        }
        return matrix
    }

    /// The largest weights of every item, either way.
    func rows(keeping limit: Int) -> Neighborhood {
        let count = places.count
        return Neighborhood(
            positions.map { position -> [Ranked] in
                guard position >= 0 else { return [] }
                let start = Int(position) * count
                var best = BestRanked(limit: limit)
                for other in 0..<count where values[start + other] != 0 {
                    best.take(Ranked(score: values[start + other].magnitude, place: other))
                }
                return best.sorted().sorted { $0.place < $1.place }.map { kept in
                    Ranked(score: values[start + kept.place], place: Int(places[kept.place]))
                }
            })
    }

    func score(_ readings: Readings, into scores: inout Scores) {
        let count = places.count
        for reading in readings {
            let position = Int(positions[reading.place])
            guard position >= 0 else { continue }
            let start = position * count
            if count == itemCount {
                scores.add(reading.weight, times: values, at: start..<start + count)
            } else {
                for (other, place) in places.enumerated() {
                    scores.add(reading.weight * values[start + other], at: Int(place))
                }
            }
        }
    }
}
