/// The plain item cosine over the binary user-item matrix, every pair of it, in doubles: a method
/// that the evaluation protocol names, and so the yardstick for `item-neighbors`.
///
/// `cos(i, j) = C_ij / ((√C_i + 1e-9) · (√C_j + 1e-9))`, with users counted. The 1e-9 is the
/// protocol's: it keeps items that nobody had from dividing by zero.
struct ItemCosine: Sendable {
    private static let blockSize = 32

    private let rows: [[Ranked]]

    init(_ log: TrainingLog, control: TrainingControl) throws(ModelError) {
        let pairs = CoOccurrence(log, activityHalfLife: nil)
        let norms = pairs.ownCounts().map { $0.squareRoot() + 1e-9 }
        let count = log.items.count
        rows = try control.parallel(
            "item cosine", count: (count + Self.blockSize - 1) / Self.blockSize,
            scratch: { ScratchRow(count: count) },
            { block, row in
                let first = block * Self.blockSize
                return (first..<min(first + Self.blockSize, count)).map { place in
                    pairs.count(place, into: &row)
                    defer { row.clear() }
                    return row.touched.map(Int.init).filter { $0 != place }.sorted().map {
                        Ranked(score: row[$0] / (norms[place] * norms[$0]), place: $0)
                    }
                }
            }
        ).flatMap(\.self)
    }

    /// The `limit` most alike of each item.
    func nearest(_ limit: Int) -> Neighborhood {
        Neighborhood(
            rows.lazy.map { row in
                var best = BestRanked(limit: limit)
                for other in row { best.take(other) }
                return best.sorted().sorted { $0.place < $1.place }
            })
    }

    func score(_ readings: Readings, into scores: inout Scores) {
        for reading in readings {
            scores.add(rows[reading.place], times: reading.weight)
        }
    }
}
