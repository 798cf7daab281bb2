internal import Interest

/// `item-neighbors` in an evaluation by the live protocol: it knows every behavior before the one
/// that is predicted.
struct LiveNeighborsScorer: LiveScorer {
    private let log: EvaluationLog
    private let reader: ProfileReader
    private let direction: NeighborCounts.Direction
    private var fold: PairFold
    private var taken = 0

    init(
        _ log: EvaluationLog, _ reader: ProfileReader, by parameters: ItemNeighbors.Parameters,
        _ direction: NeighborCounts.Direction = .both
    ) {
        self.log = log
        self.reader = reader
        self.direction = direction
        let start = log.timeline.first.map { log.times[Int($0)] } ?? 0
        fold = PairFold(NeighborCounts(itemCount: log.itemCount, by: parameters, landmark: start))
    }

    mutating func advance(to moment: Int) {
        while taken < moment {
            let position = Int(log.timeline[taken])
            if log.gains[position] > 0 {
                // Behaviors of one moment are in the order of the file, as the protocol says.
                fold.take(
                    log.places[position], of: UInt64(log.owner(of: position)),
                    at: log.times[position], tie: UInt64(taken))
            }
            taken += 1
        }
    }

    mutating func score(_ query: Query, into scores: inout Scores) {
        advance(to: query.moment)
        score(reader.readings(of: log.history(of: query)), times: 1, into: &scores)
    }

    /// Adds what the interests say, each weight times `factor`. `advance` comes first.
    ///
    /// It reads all that is counted, as the protocol has it. To choose the best of each row, as
    /// serving does, would cost a walk through rows that change from query to query.
    func score(_ readings: Readings, times factor: Double, into scores: inout Scores) {
        for reading in readings {
            let weight = reading.weight * factor
            fold.pairs.forEach(of: reading.place, direction) { scores.add(weight * $1, at: $0) }
        }
    }
}
