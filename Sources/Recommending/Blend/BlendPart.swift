internal import Interest

/// What a blend may be made of.
enum BlendPart: Hashable, Sendable {
    /// `item-neighbors` with a training half-life in behaviours.
    case neighbors(Double)
    /// `linear`; nil: EASE, without a window.
    case linear(Double?)
    /// Live decayed counts.
    case trending(Interval)
    /// The user's own interests: what to come back to.
    case interests

    /// The parts that are tried on a log.
    static func candidates(for log: EvaluationLog) -> [BlendPart] {
        var parts: [BlendPart] = [.neighbors(5), .neighbors(20)]
        if log.itemCount <= Linear.itemsMax { parts += [.linear(5), .linear(nil)] }
        parts += [.trending(.days(1)), .trending(.days(7)), .trending(.days(30))]
        return log.rules.countsRepeats ? parts + [.interests] : parts
    }

    var description: String {
        switch self {
        case .neighbors(let halfLife): "item-neighbors \(Int(halfLife))b"
        case .linear(let halfLife): halfLife.map { "linear \(Int($0))b" } ?? "ease"
        case .trending(let halfLife): "trending \(halfLife)"
        case .interests: "interests"
        }
    }

    /// Learns what this part needs from the part of `log` that trains.
    func trained(
        on log: EvaluationLog, _ parameters: TrainingParameters, _ control: TrainingControl
    ) throws(ModelError) -> TrainedPart {
        var parameters = parameters
        switch self {
        case .neighbors(let halfLife):
            parameters.itemNeighbors.activityHalfLife = halfLife
            let model = try ItemNeighbors.train(
                on: log.training, by: parameters, control: control)
            return .reading { model.score($0, into: &$1) }
        case .linear(let halfLife):
            parameters.linear.activityHalfLife = halfLife
            let weights = try LinearWeights(
                log.training, by: parameters.linear, control: control)
            return .reading { weights.score($0, into: &$1) }
        case .trending(let halfLife): return .counting(halfLife)
        case .interests:
            return .reading { readings, scores in
                for reading in readings { scores.add(reading.weight, at: reading.place) }
            }
        }
    }
}

/// A part that has learnt.
enum TrainedPart: Sendable {
    /// Scores by the interests.
    case reading(@Sendable ([Reading], inout Scores) -> Void)
    /// Counts what everybody does, with a half-life.
    case counting(Interval)
}

/// Parts, each with its weight, on live profiles.
struct BlendScorer: LiveScorer {
    private let log: EvaluationLog
    private let reader: ProfileReader
    private var models: [(weight: Double, score: @Sendable ([Reading], inout Scores) -> Void)] = []
    private var counts: [(weight: Double, counts: LiveCounts)] = []

    init(_ log: EvaluationLog, _ reader: ProfileReader, _ parts: [(TrainedPart, Double)]) {
        self.log = log
        self.reader = reader
        for (part, weight) in parts {
            switch part {
            case .reading(let score): models.append((weight, score))
            case .counting(let life): counts.append((weight, LiveCounts(log, halfLife: life)))
            }
        }
    }

    mutating func score(_ query: Query, into scores: inout Scores) {
        if !models.isEmpty {
            let readings = reader.readings(of: log.history(of: query))
            // As shares, so that what a part says does not grow with how much a user does.
            let sum = readings.reduce(0) { $0 + $1.weight.magnitude }
            for (weight, score) in models where sum > 0 {
                score(
                    readings.map { Reading(place: $0.place, weight: $0.weight * weight / sum) },
                    &scores)
            }
        }
        for index in counts.indices {
            counts[index].counts.score(query, times: counts[index].weight, into: &scores)
        }
    }
}
