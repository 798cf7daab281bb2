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
        /// The scores of all items, part after part.
        let scores: [Float]
    }

    private let cases: [Case]
    private let itemCount: Int
    private let depth: Double
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
                    var all: [Float] = []
                    all.reserveCapacity(items * parts.count)
                    for part in scorers.indices {
                        scorers[part].score(query, into: &scores)
                        for place in 0..<items { all.append(Float(scores[place])) }
                        scores.clear()
                    }
                    let had = log.places[query.start..<query.position]
                    return Case(
                        sought: query.sought, unmet: items - query.candidates,
                        had: log.rules.countsRepeats ? [] : Array(Set(had)), scores: all)
                }
            })
        self.cases = cases.flatMap(\.self)
        itemCount = items
        depth = Double(log.rules.depths[0])
        heights = parts.indices.map { part in
            let sum = cases.joined().reduce(0.0) { sum, one in
                sum + Double(one.scores[part * items..<(part + 1) * items].max() ?? 0)
            }
            return sum > 0 ? sum / Double(chosen.count) : 1
        }
    }

    /// For each stretch of queries a scorer a part, which knows what happened before.
    private static func scorers(
        _ log: EvaluationLog, _ parts: [TrainedPart], _ reader: ProfileReader, _ queries: [Query],
        every stretch: Int, _ control: TrainingControl
    ) throws(ModelError) -> [[BlendScorer]] {
        var scorers = parts.map { BlendScorer(log, reader, [($0, 1)]) }
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
                    mix(one, factors, into: &base)
                    for (index, step) in steps.enumerated() {
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

    private func mix(_ one: Case, _ factors: [Float], into base: inout [Float]) {
        var sums = base.mutableSpan
        let scores = one.scores.span
        for place in 0..<itemCount { sums[place] = 0 }
        for (part, factor) in factors.enumerated() where factor != 0 {
            let start = part * itemCount
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
