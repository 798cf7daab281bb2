extension ItemNeighbors {
    /// How many items a worker counts before it takes the next: enough that taking costs nothing,
    /// few enough that the last worker does not keep the others waiting.
    private static let blockSize = 32

    /// Counts co-occurrences on all workers and keeps the best neighbors of every item.
    public static func train(
        on log: TrainingLog, by parameters: TrainingParameters, control: TrainingControl
    ) throws(ModelError) -> ItemNeighbors {
        let log = try log.augmented(by: parameters.augmentation)
        let parameters = parameters.itemNeighbors
        try parameters.check()
        guard log.count > 0 else { throw .emptyLog }
        guard log.items.count * parameters.neighborsMax <= Int(Int32.max) else {
            throw ModelError(
                .tooLarge,
                "\(log.items.count) items with \(parameters.neighborsMax) neighbors each are more "
                    + "than a model holds: keep fewer neighbors")
        }
        let pairs = CoOccurrence(log, by: parameters)
        let counts = pairs.ownCounts()
        guard counts.contains(where: { $0 > 0 }) else { throw .nothingLiked }
        let itemCount = log.items.count
        let blocks = try control.parallel(
            name, count: (itemCount + blockSize - 1) / blockSize,
            scratch: { ScratchRow(count: itemCount) },
            { block, row in
                let first = block * blockSize
                return (first..<min(first + blockSize, itemCount)).map { place in
                    pairs.count(place, into: &row)
                    defer { row.clear() }
                    return nearest(to: place, in: row, counts, parameters)
                }
            })
        return ItemNeighbors(items: log.items, neighborhood: Neighborhood(blocks.joined()))
    }

    /// The best neighbors of one item, in order of place.
    private static func nearest(
        to place: Int, in row: ScratchRow, _ counts: [Double], _ parameters: Parameters
    ) -> [Ranked] {
        var best = BestRanked(limit: parameters.neighborsMax)
        for neighbor in row.touched where Int(neighbor) != place {
            let neighbor = Int(neighbor)
            let norm = (counts[place] * counts[neighbor]).squareRoot() + parameters.shrinkage
            best.take(Ranked(score: row[neighbor] / norm, place: neighbor))
        }
        return best.sorted().sorted { $0.place < $1.place }
    }
}

extension ItemNeighbors {
    /// Reads items and neighborhood.
    public init(decoding payload: [UInt8]) throws(ModelError) {
        (items, neighborhood) = try PayloadReader.itemRows(
            payload, name: Self.name, version: Self.version)
    }

    /// Writes items and neighborhood.
    public func encode() -> [UInt8] {
        PayloadWriter.sealed(name: Self.name, version: Self.version, items, neighborhood)
    }
}
