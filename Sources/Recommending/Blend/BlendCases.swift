internal import Interest

/// The queries on which a blend's weights are chosen: for each the scores of all parts.
struct BlendCases: Sendable {
    /// The most queries that are looked at: their scores have to be in memory together.
    static let queriesMax = 2000
    /// The most scores that are kept, 4 bytes each.
    static let scoresMax = 60_000_000
    private static let stretch = 64
    /// Into how many stretches queries are cut: what learns is kept once for each.
    private static let stretchesMax = 8

    private struct Case: Sendable {
        /// The items sought.
        let sought: [Int32]
        /// How many items cannot be ranked yet: every part says nothing of them.
        let unmet: Int
        /// What is not ranked.
        let had: [Int32]
        /// The time since the user's newest behavior.
        let idle: Interval
        /// The scores of all items, part after part.
        let scores: [Float]
        /// The highest score of each part.
        let highest: [Double]
    }

    private let cases: [Case]
    private let itemCount: Int
    private let depth: Double
    /// Which parts read interests.
    private let isPersonal: [Bool]
    /// How personal parts fade while a user is idle. What a case keeps is not faded.
    let recency: Recency
    /// How high each part commonly scores, by which it is divided so that weights can be compared.
    let heights: [Double]

    init(
        _ log: EvaluationLog, _ parts: [TrainedPart], _ reader: ProfileReader,
        control: TrainingControl
    ) throws(ModelError) {
        let items = log.itemCount
        let most = min(Self.queriesMax, max(20, Self.scoresMax / (items * parts.count)))
        let step = (log.queries.count + most - 1) / most
        let chosen = stride(from: 0, to: log.queries.count, by: step).map { log.queries[$0] }
        let stretch = (chosen.count + Self.stretchesMax - 1) / Self.stretchesMax
        let starts = try Self.scorers(log, parts, reader, chosen, every: stretch, control)
        let cases = try control.parallel(
            "blend", count: starts.count, scratch: { Scores(count: items) },
            { number, scores in
                var scorers = starts[number]
                let first = number * stretch
                return chosen[first..<min(first + stretch, chosen.count)].map { query in
                    var (all, highest) = ([Float](), [Double]())
                    all.reserveCapacity(items * parts.count)
                    for part in scorers.indices {
                        scorers[part].score(query, into: &scores)
                        for place in 0..<items { all.append(Float(scores[place])) }
                        highest.append(Double(all.suffix(items).max() ?? 0))
                        scores.clear()
                    }
                    let had = log.places[query.start..<query.position]
                    return Case(
                        sought: query.sought, unmet: items - query.candidates,
                        had: log.rules.countsRepeats ? [] : Array(Set(had)),
                        idle: log.history(of: query).idle, scores: all, highest: highest)
                }
            })
        self.init(
            cases.flatMap(\.self), itemCount: items, depth: Double(log.rules.depths[0]),
            isPersonal: parts.map(\.isPersonal), recency: Recency(exponent: 0))
    }

    private init(
        _ cases: [Case], itemCount: Int, depth: Double, isPersonal: [Bool], recency: Recency
    ) {
        self.cases = cases
        self.itemCount = itemCount
        self.depth = depth
        self.isPersonal = isPersonal
        self.recency = recency
        heights = isPersonal.indices.map { part in
            let sum = cases.reduce(0.0) { sum, one in
                sum + one.highest[part] * (isPersonal[part] ? recency.left(after: one.idle) : 1)
            }
            return sum > 0 ? sum / Double(cases.count) : 1
        }
    }

    /// The same cases, personal parts fading otherwise while a user is idle.
    func fading(_ recency: Recency) -> BlendCases {
        BlendCases(
            cases, itemCount: itemCount, depth: depth, isPersonal: isPersonal,
            recency: recency)
    }

    /// For each stretch of queries a scorer a part, which knows what happened before.
    private static func scorers(
        _ log: EvaluationLog, _ parts: [TrainedPart], _ reader: ProfileReader, _ queries: [Query],
        every stretch: Int, _ control: TrainingControl
    ) throws(ModelError) -> [[BlendScorer]] {
        var scorers = parts.map { BlendScorer(log, reader, Recency(exponent: 0), [($0, 1)]) }
        var starts: [[BlendScorer]] = []
        for first in stride(from: 0, to: queries.count, by: max(1, stretch)) {
            try control.check()
            for part in scorers.indices { scorers[part].advance(to: queries[first].moment) }
            starts.append(scorers)
        }
        return starts
    }

    var count: Int { cases.count }

    /// The NDCG for each of `values` as the weight of one part, the others' given.
    func ndcg(
        of part: Int, at values: [Double], others weights: [Double], control: TrainingControl
    ) throws(ModelError) -> [Double] {
        let factors = weights.indices.map { $0 == part ? 0 : Float(weights[$0] / heights[$0]) }
        let steps = values.map { Float($0 / heights[part]) }
        let sums = try control.parallel(
            "blend", count: (cases.count + Self.stretch - 1) / Self.stretch,
            scratch: { [Float](repeating: 0, count: itemCount) },
            { number, base in
                let first = number * Self.stretch
                var sums = [Double](repeating: 0, count: steps.count)
                var ranks = Ranks()
                for one in cases[first..<min(first + Self.stretch, cases.count)] {
                    let left = Float(recency.left(after: one.idle))
                    mix(one, factors, left, into: &base)
                    for (index, value) in steps.enumerated() {
                        let step = isPersonal[part] ? value * left : value
                        ranks.clear()
                        for place in one.sought {
                            ranks.take(rank(of: Int(place), one, base, part, step))
                        }
                        sums[index] += ranks.gain(depth)
                    }
                }
                return sums
            })
        return values.indices.map { index in
            sums.reduce(0) { $0 + $1[index] } / Double(max(1, cases.count))
        }
    }

    private func mix(
        _ one: Case, _ factors: [Float], _ left: Float, into base: inout [Float]
    ) {
        var sums = base.mutableSpan
        let scores = one.scores.span
        for place in 0..<itemCount { sums[place] = 0 }
        for (part, factor) in factors.enumerated() where factor != 0 {
            let start = part * itemCount
            let factor = isPersonal[part] ? factor * left : factor
            for place in 0..<itemCount { sums[place] += factor * scores[start + place] }
        }
    }

    private func rank(
        of place: Int, _ one: Case, _ base: [Float], _ part: Int, _ step: Float
    ) -> Double {
        let (sums, scores, start) = (base.span, one.scores.span, part * itemCount)
        let own = sums[place] + step * scores[start + place]
        var (above, equal) = (0, 0)
        for place in 0..<itemCount {
            let score = sums[place] + step * scores[start + place]
            above += score > own ? 1 : 0
            equal += score == own ? 1 : 0
        }
        above -= own < 0 ? one.unmet : 0
        equal -= own == 0 ? one.unmet : 0
        for place in one.had {
            let score = sums[Int(place)] + step * scores[start + Int(place)]
            above -= score > own ? 1 : 0
            equal -= score == own ? 1 : 0
        }
        return Double(above) + Double(equal - 1) / 2
    }
}
