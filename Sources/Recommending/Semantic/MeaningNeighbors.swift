internal import Algebra
internal import Interest

// An item that few people had is found by what it means, until behavior says more:
//
//     S_ij = cos(i, j) · k / (k + n_j)          n_j the behaviors on j, k = 5
//
// so an item that nobody had counts whole, one with five behaviors half, and a well-known one next
// to nothing. Only the largest of each item are kept, and only those above zero.

/// Neighbors by meaning, for items that are new.
struct MeaningNeighbors {
    /// The number of behaviors with which meaning counts half.
    private static let halfCount = 5.0
    /// How many neighbors an item keeps.
    private static let neighborsMax = 100
    /// How many rows are multiplied at a time.
    private static let block = 128

    /// The neighbors of each item of the log.
    let rows: Neighborhood

    init(_ log: TrainingLog, control: TrainingControl) throws(ModelError) {
        let meaning = try MeaningRows(log.vectors)
        var counts = [Double](repeating: 0, count: log.items.count)
        for place in log.places { counts[Int(place)] += 1 }
        // By row of the vectors: where the item stands in the log, and how much meaning counts.
        let places = meaning.items.ids.map { log.items.trainedPlace(of: $0) }
        let shares = places.map { place in
            place.map { Self.halfCount / (Self.halfCount + counts[$0]) } ?? 0
        }
        let count = meaning.items.count
        let blocks = try control.parallel(
            "meaning", count: (count + Self.block - 1) / Self.block, scratch: {}
        ) { number, _ in
            let block = number * Self.block..<min((number + 1) * Self.block, count)
            let products = meaning.rows.times(rows: block)
            return block.map { row -> [Ranked] in
                var best = BestRanked(limit: Self.neighborsMax)
                let first = (row - block.lowerBound) * count
                for other in 0..<count where other != row && shares[other] > 0 {
                    let score = Double(products[first + other]) * shares[other]
                    if score > 0 { best.take(Ranked(score: score, place: places[other] ?? 0)) }
                }
                return best.sorted().sorted { $0.place < $1.place }
            }
        }.joined()
        var neighbors = [[Ranked]](repeating: [], count: log.items.count)
        for (row, found) in blocks.enumerated() {
            if let place = places[row] { neighbors[place] = found }
        }
        rows = Neighborhood(neighbors)
    }
}
