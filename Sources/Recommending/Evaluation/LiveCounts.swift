public import Interest

// Decayed counts of what everybody does, up to any moment of the log:
//
//     count(i, T) = Σ 2^(-(T - t_b) / h)         over the behaviours b on item i before T
//
// Kept at a landmark that moves with the log: a behaviour adds 2^((t_b - landmark) / h), and when
// that grows past 2^30 all is scaled down and the landmark moved. The shares that are scored do not
// depend on where the landmark stands.

/// `trending`: what everybody turns to now, kept current as the log goes on.
struct LiveCounts: LiveScorer {
    private let log: EvaluationLog
    private let halfLife: Double
    private var counts: [Double]
    private var sum = 0.0
    private var landmark: Int64
    private var taken = 0

    init(_ log: EvaluationLog, halfLife: Interval) {
        self.log = log
        self.halfLife = Double(halfLife.milliseconds)
        counts = Array(repeating: 0, count: log.itemCount)
        landmark = log.timeline.first.map { log.times[Int($0)] } ?? 0
    }

    /// Scores every item by its share of all counts.
    mutating func score(_ query: Query, into scores: inout Scores) {
        score(query, times: 1, into: &scores)
    }

    /// The same, each share times `weight`.
    mutating func score(_ query: Query, times weight: Double, into scores: inout Scores) {
        while taken < query.moment {
            take(Int(log.timeline[taken]))
            taken += 1
        }
        guard sum > 0 else { return }
        scores.add(weight / sum, times: counts, at: 0..<counts.count)
    }

    private mutating func take(_ position: Int) {
        let time = log.times[position]
        var ahead = Double(time - landmark) / halfLife
        if ahead > 30 {
            let left = Fading.left(after: ahead, halfLife: 1)
            for place in counts.indices { counts[place] *= left }
            sum *= left
            landmark = time
            ahead = 0
        }
        let step = 1 / Fading.left(after: max(0, ahead), halfLife: 1)
        counts[Int(log.places[position])] += step
        sum += step
    }
}

extension EvaluatedMethod {
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
