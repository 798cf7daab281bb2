public import Interest

/// `trending` in an evaluation: decayed counts that go on with the log.
struct LiveCounts: LiveScorer {
    private let log: EvaluationLog
    private var counts: DecayedCounts
    private var taken = 0

    /// - Parameter halfLife: nil: nothing fades.
    init(_ log: EvaluationLog, halfLife: Interval?) {
        self.log = log
        counts = DecayedCounts(
            itemCount: log.itemCount,
            halfLife: halfLife.map { Double($0.milliseconds) } ?? .infinity,
            landmark: log.timeline.first.map { log.times[Int($0)] } ?? 0)
    }

    /// Scores every item by its share of all counts.
    mutating func score(_ query: Query, into scores: inout Scores) {
        score(query, times: 1, into: &scores)
    }

    mutating func advance(to moment: Int) {
        while taken < moment {
            let position = Int(log.timeline[taken])
            if log.gains[position] > 0 {
                counts.take(Int(log.places[position]), at: log.times[position])
            }
            taken += 1
        }
    }

    /// The same, each share times `weight`.
    mutating func score(_ query: Query, times weight: Double, into scores: inout Scores) {
        advance(to: query.moment)
        guard counts.sum > 0 else { return }
        scores.add(weight / counts.sum, times: counts.counts, at: 0..<counts.counts.count)
    }
}

extension EvaluatedMethod {
    /// Live counts that never fade.
    static var popularity: EvaluatedMethod {
        EvaluatedMethod(name: "popularity", law: nil) { LiveCounts($0, halfLife: nil) }
    }

    /// Live decayed counts: what everybody turns to now.
    public static func trending(halfLife: Interval) -> EvaluatedMethod {
        EvaluatedMethod(name: "trending \(halfLife)", law: nil) { log in
            LiveCounts(log, halfLife: halfLife)
        }
    }

    /// The user's own faded weights as the ranking: what to come back to. It knows nothing but what
    /// the user had, so it is for logs where repeats count.
    public static func interests(law: any DecayLaw) -> EvaluatedMethod {
        EvaluatedMethod("interests", law: law) { readings, scores in
            for reading in readings { scores.add(reading.weight, at: reading.place) }
        }
    }
}
