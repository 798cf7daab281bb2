internal import Glibc

// A query is a behaviour behind the split whose item occurs in training, whose user has behaved
// before, and whose item (unless repeats count) the user has not had. All items are ranked, but for
// those the user has had (unless repeats count). Equal scores share the average place:
//
//     rank = (number above) + (number equal - 1) / 2                counted from 0
//     HR@k = share of queries with rank < k
//     NDCG@k = mean over queries of 1 / log2(rank + 2) where rank < k, else 0

/// How well a method foresees what people did next.
public struct Evaluation: Hashable, Sendable {
    /// How many behaviours were predicted.
    public let queries: Int
    /// The share of them whose item came among the first.
    public let hitRate: Double
    /// The normalised discounted cumulative gain: an item counts the less the further down.
    public let ndcg: Double

    /// Predicts every query of `log` by `method`, on all workers; the same to the bit whatever
    /// their number.
    public init(
        of method: EvaluatedMethod, on log: EvaluationLog, control: TrainingControl = .init()
    ) throws(ModelError) {
        let block = 64
        let sums = try control.parallel(
            method.name, count: (log.userCount + block - 1) / block,
            scratch: { Scores(count: log.itemCount) },
            { number, scores in
                let first = number * block
                var sum = Sum()
                for user in first..<min(first + block, log.userCount) {
                    log.predict(user, by: method, in: &scores, into: &sum)
                }
                return sum
            })
        let total = sums.reduce(into: Sum()) { $0.add($1) }
        guard total.queries > 0 else {
            throw ModelError(
                .emptyLog,
                "no behaviour after the split can be predicted: the log is too short, or all "
                    + "that comes later is new")
        }
        queries = total.queries
        hitRate = Double(total.hits) / Double(total.queries)
        ndcg = total.gain / Double(total.queries)
    }
}

/// A model, and how a history becomes the interests that it reads.
public struct EvaluatedMethod: Sendable {
    /// What the table calls it.
    public let name: String
    /// After so many newer behaviours one counts half; nil: all count the same.
    public let activityHalfLife: Double?
    let score: @Sendable ([Reading], inout Scores) -> Void

    /// Takes a model that was trained on the log's own training part.
    public init(
        _ name: String, model: some Recommender, activityHalfLife: Double? = nil
    ) {
        self.name = name
        self.activityHalfLife = activityHalfLife
        score = { model.score($0, into: &$1) }
    }

    /// The plain item cosine, the protocol's own yardstick.
    public static func itemCosine(
        on log: EvaluationLog, activityHalfLife: Double? = nil, control: TrainingControl = .init()
    ) throws(ModelError) -> EvaluatedMethod {
        let cosine = try ItemCosine(log.training, control: control)
        return EvaluatedMethod(
            name: "item cosine", activityHalfLife: activityHalfLife,
            score: { cosine.score($0, into: &$1) })
    }

    private init(
        name: String, activityHalfLife: Double?,
        score: @escaping @Sendable ([Reading], inout Scores) -> Void
    ) {
        self.name = name
        self.activityHalfLife = activityHalfLife
        self.score = score
    }

    /// The interests that a history leaves, in order of place: repeats add up.
    func readings(of history: ArraySlice<Int32>) -> [Reading] {
        var weights: [Int32: Double] = [:]
        for (index, place) in zip(history.indices, history) {
            let newer = Double(history.endIndex - 1 - index)
            let left = activityHalfLife.map { Fading.left(after: newer, halfLife: $0) }
            weights[place, default: 0] += left ?? 1
        }
        return weights.sorted { $0.key < $1.key }
            .map { Reading(place: Int($0.key), weight: $0.value) }
    }
}

private struct Sum {
    var queries = 0
    var hits = 0
    var gain = 0.0

    mutating func add(_ other: Sum) {
        queries += other.queries
        hits += other.hits
        gain += other.gain
    }
}

extension EvaluationLog {
    /// Predicts all queries of one user.
    fileprivate func predict(
        _ user: Int, by method: EvaluatedMethod, in scores: inout Scores, into sum: inout Sum
    ) {
        let (start, end) = (Int(starts[user]), Int(starts[user + 1]))
        for index in start..<end where isLater[index] && index > start {
            let (place, history) = (Int(places[index]), places[start..<index])
            guard isTrained[place], rules.countsRepeats || !history.contains(Int32(place)) else {
                continue
            }
            let readings = method.readings(of: history)
            method.score(readings, &scores)
            let rank = rank(of: place, in: scores, readings)
            scores.clear()
            sum.queries += 1
            if rank < Double(rules.depth) {
                sum.hits += 1
                sum.gain += 1 / log2(rank + 2)
            }
        }
    }

    private func rank(of place: Int, in scores: Scores, _ readings: [Reading]) -> Double {
        let own = scores[place]
        // What nothing was added to scores 0, and need not be looked at one by one.
        let rest = itemCount - scores.touched.count
        var (above, equal) = (own < 0 ? rest : 0, own == 0 ? rest : 0)
        for other in scores.touched {
            let score = scores[Int(other)]
            if score > own { above += 1 } else if score == own { equal += 1 }
        }
        if !rules.countsRepeats {
            for reading in readings {
                above -= scores[reading.place] > own ? 1 : 0
                equal -= scores[reading.place] == own ? 1 : 0
            }
        }
        return Double(above) + Double(equal - 1) / 2
    }
}
