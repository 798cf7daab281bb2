internal import Interest

/// What a blend may be made of.
enum BlendPart: Hashable, Sendable {
    /// `item-neighbors` with a half-life in behaviors.
    case neighbors(Double)
    /// The same, only pairs in which the interest comes first.
    case followers(Double)
    /// `linear`; nil: EASE, without a window.
    case linear(Double?)
    /// Live decayed counts.
    case trending(Interval)
    /// The user's own interests by how due they are: what to come back to.
    case interests
    /// Neighbors by what texts mean, the fewer behaviors the stronger.
    case meaning

    var description: String {
        switch self {
        case .neighbors(let halfLife): "item-neighbors \(halfLife.short)b"
        case .followers(let halfLife): "followers \(halfLife.short)b"
        case .linear(let halfLife): halfLife.map { "linear \($0.short)b" } ?? "ease"
        case .trending(let halfLife): "trending \(halfLife)"
        case .interests: "interests"
        case .meaning: "meaning"
        }
    }

    /// Which pairs it reads, where it reads pairs.
    var direction: NeighborCounts.Direction? {
        switch self {
        case .neighbors: .both
        case .followers: .forward
        case .linear, .trending, .interests, .meaning: nil
        }
    }

    /// Learns what this part needs from a log.
    ///
    /// - Parameter isLive: the scorer counts co-occurrences, behavior by behavior.
    func trained(
        on log: TrainingLog, _ parameters: TrainingParameters, isLive: Bool = false,
        _ control: TrainingControl
    ) throws(ModelError) -> TrainedPart {
        var parameters = parameters
        switch self {
        case .neighbors(let halfLife), .followers(let halfLife):
            parameters.itemNeighbors.activityHalfLife = halfLife
            if isLive { return .counted(parameters.itemNeighbors, direction ?? .both) }
            let fold = try ItemNeighbors.fold(log, by: parameters, control: control)
            return .pairs(fold, direction ?? .both)
        case .linear(let halfLife):
            parameters.linear.activityHalfLife = halfLife
            return .rows(try Linear.train(on: log, by: parameters, control: control).weights)
        case .trending(let halfLife): return .counting(halfLife)
        case .interests: return .returning(Returns(log))
        case .meaning: return .rows(try MeaningNeighbors(log, control: control).rows)
        }
    }
}

/// A trained part.
enum TrainedPart: Sendable {
    /// Scores by the interests, with weights between items.
    case rows(Neighborhood)
    /// Scores by the interests, with co-occurrences.
    case pairs(PairFold, NeighborCounts.Direction)
    /// The same, counted as an evaluation goes on.
    case counted(ItemNeighbors.Parameters, NeighborCounts.Direction)
    /// Every interest speaks for its own item, by how due it is.
    case returning(Returns)
    /// Counts what everybody does, with a half-life.
    case counting(Interval)

    /// Whether it reads the user's interests.
    var isPersonal: Bool {
        if case .counting = self { false } else { true }
    }
}

/// Parts, each with its factor, on the live profiles of an evaluation.
struct BlendScorer: LiveScorer {
    private let log: EvaluationLog
    private let reader: ProfileReader
    private let recency: Recency
    private var rows: [(factor: Double, rows: Neighborhood)] = []
    private var returning: [Returning] = []
    private var counts: [(factor: Double, counts: LiveCounts)] = []
    private var pairs:
        [(factor: Double, direction: NeighborCounts.Direction, pairs: ServedNeighbors)] =
            []
    private var live: [(factor: Double, scorer: LiveNeighborsScorer)] = []

    init(
        _ log: EvaluationLog, _ reader: ProfileReader, _ recency: Recency,
        _ parts: [(TrainedPart, Double)]
    ) {
        self.log = log
        self.reader = reader
        self.recency = recency
        for (part, factor) in parts {
            switch part {
            case .counting(let life): counts.append((factor, LiveCounts(log, halfLife: life)))
            case .rows(let found): rows.append((factor, found))
            case .returning(let returns):
                returning.append(Returning(factor: factor, returns: returns))
            case .pairs(let fold, let direction):
                pairs.append((factor, direction, ServedNeighbors(fold.pairs)))
            case .counted(let parameters, let direction):
                live.append(
                    (factor, LiveNeighborsScorer(log, reader, by: parameters, direction)))
            }
        }
    }

    mutating func advance(to moment: Int) {
        for index in counts.indices { counts[index].counts.advance(to: moment) }
        for index in live.indices { live[index].scorer.advance(to: moment) }
    }

    mutating func score(_ query: Query, into scores: inout Scores) {
        advance(to: query.moment)
        for index in counts.indices {
            counts[index].counts.score(query, times: counts[index].factor, into: &scores)
        }
        guard !rows.isEmpty || !returning.isEmpty || !pairs.isEmpty || !live.isEmpty else {
            return
        }
        let readings = reader.readings(of: log.history(of: query))
        guard let share = Blend.Share(of: readings, recency) else { return }
        for (factor, rows) in rows {
            for reading in readings {
                let weight = reading.weight * share.ofSum * factor
                rows.forEach(of: reading.place) { scores.add(weight * $1, at: $0) }
            }
        }
        for one in returning {
            for reading in readings {
                scores.add(reading.weight * one.worth(of: reading, share), at: reading.place)
            }
        }
        for index in live.indices {
            live[index].scorer.score(
                readings, times: share.ofSum * live[index].factor, into: &scores)
        }
        for (factor, direction, pairs) in pairs {
            for reading in readings {
                let weight = reading.weight * share.ofSum * factor
                pairs.forEach(of: reading.place, direction) { scores.add(weight * $1, at: $0) }
            }
        }
    }
}
