internal import Glibc

// Each query (a behavior that is predicted, or what somebody took at once) seeks one item or
// several. All items are ranked, but for those the user has had (unless repeats count). Equal
// scores share the average place:
//
//     rank = (number above) + (number equal - 1) / 2                counted from 0
//     HR@k = share of queries that find an item at rank < k
//     recall@k = mean share of the items sought that stand at rank < k; with one item it is HR@k
//     precision@k = mean share of the k places that hold an item sought
//     NDCG@k = mean of Σ 1 / log2(rank + 2) over the items sought at rank < k, divided by the same
//              sum with all of them foremost (which is 1 for one item)
//     MRR@k = mean of 1 / (rank + 1) of the foremost item where rank < k, else 0; without k: of all
//
// Queries are taken in order of time, in stretches, so that a method which counts what everybody
// does now counts on through a stretch.

/// How well a method foresees what people did next.
public struct Evaluation: Hashable, Sendable {
    /// How well at one depth of the ranking.
    public struct Figures: Hashable, Sendable {
        /// How many places count.
        public let depth: Int
        /// The share of queries with an item among them that was sought.
        public let hitRate: Double
        /// The share of the items sought that came among them.
        public let recall: Double
        /// The share of the items among them that were sought.
        public let precision: Double
        /// The normalized discounted cumulative gain: an item counts the less the further down.
        public let ndcg: Double
        /// The mean reciprocal rank of what came among them.
        public let reciprocalRank: Double
        /// What was shown there; nil where nobody asked.
        public let lists: ListFigures?
    }

    /// How many behaviors were predicted.
    public let queries: Int
    /// The figures at every depth of the rules, in their order.
    public let figures: [Figures]
    /// The mean reciprocal rank over the whole ranking.
    public let reciprocalRank: Double
    /// The standard error of the first NDCG: two of them either way hold the true value in
    /// nineteen cases of twenty.
    public let ndcgError: Double
    /// Between which values the first NDCG lies, by resampling users; nil if not requested.
    public let ndcgInterval: MeanInterval?

    /// The NDCG of every query at the first depth, in order of time.
    public let gains: [Float]
    /// The user of every query, by a number.
    public let users: [Int32]
    /// The first depth for kinds of queries.
    public let segments: [SegmentFigures]
    /// The first NDCG with each query weighed by how rarely its item is met.
    public let debiasedNDCG: Double
    /// The first NDCG where new items are ranked among new items alone; nil where they are not
    /// sought.
    public let ndcgAmongNew: Double?

    /// The hit rate at the first depth.
    public var hitRate: Double { figures[0].hitRate }
    /// The NDCG at the first depth.
    public var ndcg: Double { figures[0].ndcg }

    /// Into how many stretches queries are cut at most: what learns is kept once for each.
    private static let stretchesMax = 8
    private static let stretchMin = 512

    /// Predicts every query of `log` by `method`, on all workers; the same to the bit whatever
    /// their number.
    ///
    /// Where the rules want lists, they are judged.
    public init(
        of method: EvaluatedMethod, on log: EvaluationLog, control: TrainingControl = .init()
    ) throws(ModelError) {
        let judge = log.rules.judgesLists ? try ListJudge(log, control: control) : nil
        try self.init(of: method, on: log, judge: judge, control: control)
    }

    init(
        of method: EvaluatedMethod, on log: EvaluationLog, judge: ListJudge?,
        control: TrainingControl
    ) throws(ModelError) {
        let count = log.queries.count
        guard count > 0 else {
            throw ModelError(
                .emptyLog,
                "no behavior after the split can be predicted: the log is too short, or all "
                    + "that comes later is new")
        }
        let depths = log.rules.depths
        let stretch = max(
            Self.stretchMin, (count + Self.stretchesMax - 1) / Self.stretchesMax)
        let scorers = try method.scorers(log, for: log.queries, every: stretch, control: control)
        let sums = try control.parallel(
            method.name, count: scorers.count,
            scratch: { Scores(count: log.itemCount) },
            { number, scores in
                let first = number * stretch
                var scorer = scorers[number]
                var sum = Sum(depths, listsOf: judge == nil ? nil : log.itemCount)
                var ranks = Ranks()
                for query in log.queries[first..<min(first + stretch, count)] {
                    scorer.score(query, into: &scores)
                    log.rank(query, in: scores, into: &ranks)
                    sum.take(ranks)
                    if !log.isNew.isEmpty {
                        log.rank(query, in: scores, amongNew: true, into: &ranks)
                        sum.takeAmongNew(ranks)
                    }
                    if let judge {
                        sum.take(log.list(for: query, in: scores, depths.max() ?? 0), by: judge)
                    }
                    scores.clear()
                }
                return sum
            })
        let total = sums.dropFirst().reduce(into: sums[0]) { $0.add($1) }
        let size = Double(count)
        queries = count
        figures = depths.indices.map {
            Figures(
                depth: depths[$0], hitRate: Double(total.hits[$0]) / size,
                recall: total.shares[$0] / size,
                precision: Double(total.found[$0]) / size / Double(depths[$0]),
                ndcg: total.gains[$0] / size, reciprocalRank: total.firsts[$0] / size,
                lists: total.lists?[$0].figures)
        }
        gains = sums.flatMap(\.each)
        users = log.queries.map { log.owner(of: $0.position) }
        ndcgInterval = Bootstrap.interval(
            of: gains, users: users, resamples: log.rules.resamples)
        let segmented = EvaluationSegments(log)
        segments = segmented.figures(gains)
        debiasedNDCG = segmented.debiased(gains)
        reciprocalRank = total.reciprocals / size
        ndcgAmongNew = log.isNew.isEmpty ? nil : total.gainAmongNew / size
        let mean = total.gains[0] / size
        ndcgError = (max(0, total.square / size - mean * mean) / size).squareRoot()
    }
}

extension Evaluation {
    /// The mean over the parts of a cross-validation, each part counting the same. Its error is
    /// that of a mean of the parts; without an interval.
    init(meanOf parts: [Evaluation]) {
        let size = Double(parts.count)
        func mean(_ value: (Evaluation) -> Double) -> Double {
            parts.reduce(0) { $0 + value($1) } / size
        }
        queries = parts.reduce(0) { $0 + $1.queries }
        figures = parts[0].figures.indices.map { index in
            Figures(
                depth: parts[0].figures[index].depth, hitRate: mean { $0.figures[index].hitRate },
                recall: mean { $0.figures[index].recall },
                precision: mean { $0.figures[index].precision },
                ndcg: mean { $0.figures[index].ndcg },
                reciprocalRank: mean { $0.figures[index].reciprocalRank },
                lists: ListFigures(meanOf: parts.compactMap { $0.figures[index].lists }))
        }
        reciprocalRank = mean(\.reciprocalRank)
        ndcgError = Self.spread(of: parts) / size.squareRoot()
        ndcgInterval = nil
        // Parts have queries of their own; they have only the means in common.
        (gains, users) = ([], [])
        segments = []
        debiasedNDCG = mean(\.debiasedNDCG)
        let among = parts.compactMap(\.ndcgAmongNew)
        ndcgAmongNew = among.isEmpty ? nil : among.reduce(0, +) / size
    }

    /// The standard deviation of the first NDCG over parts.
    static func spread(of parts: [Evaluation]) -> Double {
        let mean = parts.reduce(0) { $0 + $1.ndcg } / Double(parts.count)
        let sum = parts.reduce(0) { $0 + ($1.ndcg - mean) * ($1.ndcg - mean) }
        return (sum / Double(max(1, parts.count - 1))).squareRoot()
    }
}

private struct Sum {
    private let depths: [Int]
    private(set) var hits: [Int]
    /// How many items sought were found.
    private(set) var found: [Int]
    /// The share of them, query by query.
    private(set) var shares: [Double]
    private(set) var gains: [Double]
    /// The reciprocal ranks of the foremost.
    private(set) var firsts: [Double]
    /// The gain of each query at the first depth.
    private(set) var each: [Float] = []
    private(set) var lists: [ListSum]?
    private(set) var reciprocals = 0.0
    private(set) var square = 0.0
    private(set) var gainAmongNew = 0.0

    init(_ depths: [Int], listsOf itemCount: Int?) {
        self.depths = depths
        hits = depths.map { _ in 0 }
        found = hits
        gains = depths.map { _ in 0 }
        (shares, firsts) = (gains, gains)
        lists = itemCount.map { count in depths.map { _ in ListSum(itemCount: count) } }
    }

    mutating func take(_ list: [Int], by judge: ListJudge) {
        for (index, depth) in depths.enumerated() {
            lists?[index].take(list.prefix(depth), by: judge)
        }
    }

    mutating func take(_ ranks: Ranks) {
        let best = ranks.best
        for (index, depth) in depths.enumerated() where best < Double(depth) {
            let found = ranks.found(Double(depth))
            hits[index] += 1
            self.found[index] += found
            shares[index] += Double(found) / Double(ranks.all.count)
            gains[index] += ranks.gain(Double(depth))
            firsts[index] += 1 / (best + 1)
        }
        let first = ranks.gain(Double(depths[0]))
        square += first * first
        each.append(Float(first))
        reciprocals += 1 / (best + 1)
    }

    mutating func takeAmongNew(_ ranks: Ranks) { gainAmongNew += ranks.gain(Double(depths[0])) }

    mutating func add(_ other: Sum) {
        gainAmongNew += other.gainAmongNew
        for index in depths.indices {
            hits[index] += other.hits[index]
            found[index] += other.found[index]
            shares[index] += other.shares[index]
            gains[index] += other.gains[index]
            firsts[index] += other.firsts[index]
            if let lists = other.lists { self.lists?[index].add(lists[index]) }
        }
        reciprocals += other.reciprocals
        square += other.square
    }
}

extension EvaluationLog {
    /// The best items for a query, best first.
    func list(for query: Query, in scores: Scores, _ depth: Int) -> [Int] {
        let had: Set<Int32> =
            rules.countsRepeats ? [] : Set(places[query.start..<query.position])
        return scores.best(depth) { had.contains(Int32($0)) || !isCandidate($0, for: query) }
            .map(\.place)
    }

    /// Where the items of a query stand in the ranking.
    func rank(
        _ query: Query, in scores: Scores, amongNew: Bool = false, into ranks: inout Ranks
    ) {
        ranks.clear()
        let had = rules.countsRepeats ? [] : Set(places[query.start..<query.position])
        for place in query.sought {
            ranks.take(
                amongNew
                    ? rankAmongNew(Int(place), in: scores, without: had)
                    : rank(of: Int(place), query, in: scores, without: had))
        }
    }

    private func rankAmongNew(
        _ place: Int, in scores: Scores, without had: Set<Int32>
    ) -> Double {
        let own = scores[place]
        var (above, equal) = (0, 0)
        for other in isNew.indices where isNew[other] && !had.contains(Int32(other)) {
            let score = scores[other]
            if score > own { above += 1 } else if score == own { equal += 1 }
        }
        return Double(above) + Double(equal - 1) / 2
    }

    private func rank(
        of place: Int, _ query: Query, in scores: Scores, without had: Set<Int32>
    ) -> Double {
        let own = scores[place]
        var (above, equal, rest) = (0, 0, query.candidates)
        for other in scores.touched where isCandidate(Int(other), for: query) {
            let score = scores[Int(other)]
            rest -= 1
            if score > own { above += 1 } else if score == own { equal += 1 }
        }
        // What nothing was added to scores 0, and need not be looked at one by one.
        above += own < 0 ? rest : 0
        equal += own == 0 ? rest : 0
        for place in had {
            above -= scores[Int(place)] > own ? 1 : 0
            equal -= scores[Int(place)] == own ? 1 : 0
        }
        return Double(above) + Double(equal - 1) / 2
    }
}
