internal import Interest

/// What a blend may be made of.
enum BlendPart: Hashable, Sendable {
    /// `item-neighbors` with a training half-life in behaviors.
    case neighbors(Double)
    /// `linear`; nil: EASE, without a window.
    case linear(Double?)
    /// Live decayed counts.
    case trending(Interval)
    /// The user's own interests: what to come back to.
    case interests
    /// Neighbors by what texts mean, the fewer behaviors the stronger.
    case meaning

    var description: String {
        switch self {
        case .neighbors(let halfLife): "item-neighbors \(halfLife.short)b"
        case .linear(let halfLife): halfLife.map { "linear \($0.short)b" } ?? "ease"
        case .trending(let halfLife): "trending \(halfLife)"
        case .interests: "interests"
        case .meaning: "meaning"
        }
    }

    /// Learns what this part needs from a log.
    func trained(
        on log: TrainingLog, _ parameters: TrainingParameters, _ control: TrainingControl
    ) throws(ModelError) -> TrainedPart {
        var parameters = parameters
        switch self {
        case .neighbors(let halfLife):
            parameters.itemNeighbors.activityHalfLife = halfLife
            return .rows(
                try ItemNeighbors.train(on: log, by: parameters, control: control).neighborhood)
        case .linear(let halfLife):
            parameters.linear.activityHalfLife = halfLife
            return .rows(try Linear.train(on: log, by: parameters, control: control).weights)
        case .trending(let halfLife): return .counting(halfLife)
        case .interests: return .identity
        case .meaning: return .rows(try MeaningNeighbors(log, control: control).rows)
        }
    }
}

/// A part that has learnt.
enum TrainedPart: Sendable {
    /// Scores by the interests, with weights between items.
    case rows(Neighborhood)
    /// Every interest speaks for its own item.
    case identity
    /// Counts what everybody does, with a half-life.
    case counting(Interval)
}

/// Parts, each with its factor, on the live profiles of an evaluation.
struct BlendScorer: LiveScorer {
    private let log: EvaluationLog
    private let reader: ProfileReader
    private var rows: [(factor: Double, part: TrainedPart)] = []
    private var counts: [(factor: Double, counts: LiveCounts)] = []

    init(_ log: EvaluationLog, _ reader: ProfileReader, _ parts: [(TrainedPart, Double)]) {
        self.log = log
        self.reader = reader
        for (part, factor) in parts {
            switch part {
            case .counting(let life): counts.append((factor, LiveCounts(log, halfLife: life)))
            case .rows, .identity: rows.append((factor, part))
            }
        }
    }

    mutating func score(_ query: Query, into scores: inout Scores) {
        for index in counts.indices {
            counts[index].counts.score(query, times: counts[index].factor, into: &scores)
        }
        guard !rows.isEmpty else { return }
        let readings = reader.readings(of: log.history(of: query))
        guard let scale = Blend.scale(of: readings) else { return }
        for (factor, part) in rows {
            for reading in readings {
                let weight = reading.weight * scale * factor
                switch part {
                case .rows(let rows):
                    rows.forEach(of: reading.place) { scores.add(weight * $1, at: $0) }
                case .identity, .counting: scores.add(weight, at: reading.place)
                }
            }
        }
    }
}
