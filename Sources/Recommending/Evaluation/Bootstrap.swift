// How sure a mean over queries is (Efron's bootstrap): users are resampled with replacement, all
// their queries with them, since one user's queries resemble each other and would make the mean
// look surer than it is. The middle 95 % of the means so drawn is the interval.

/// Between which values a mean lies in nineteen cases of twenty.
public struct MeanInterval: Hashable, Sendable {
    /// The lower end.
    public let low: Double
    /// The upper end.
    public let high: Double
}

extension Evaluation {
    /// How sure it is that this method has the higher NDCG than `other`, by users drawn at random,
    /// the same for both (a paired bootstrap): the share of the draws in which it has, ties counted
    /// half. Nil where the two did not predict the same, or nothing is drawn.
    public func isBetter(than other: Evaluation, resamples: Int) -> Double? {
        guard !gains.isEmpty, users == other.users else { return nil }
        return Bootstrap.share(
            above: zip(gains, other.gains).map { $0 - $1 }, users: users, resamples: resamples)
    }
}

enum Bootstrap {
    private static let seed: UInt64 = 20
    private static let tail = 0.025

    /// The interval of the mean of `values`, which belong to users by number; nil without any.
    static func interval(
        of values: [Float], users: [Int32], resamples: Int
    ) -> MeanInterval? {
        guard resamples > 0, !values.isEmpty else { return nil }
        let means = means(of: values, users: users, resamples: resamples).sorted()
        let low = Int(tail * Double(resamples))
        return MeanInterval(low: means[low], high: means[resamples - 1 - low])
    }

    /// The share of the means of `differences` above zero, those of zero counted half.
    static func share(above differences: [Float], users: [Int32], resamples: Int) -> Double? {
        guard resamples > 0, !differences.isEmpty else { return nil }
        let means = means(of: differences, users: users, resamples: resamples)
        return means.reduce(0) { $0 + ($1 > 0 ? 1 : $1 == 0 ? 0.5 : 0) } / Double(resamples)
    }

    private static func means(of values: [Float], users: [Int32], resamples: Int) -> [Double] {
        var groups: [Int32: (sum: Double, count: Int)] = [:]
        for (user, value) in zip(users, values) {
            groups[user, default: (0, 0)].sum += Double(value)
            groups[user, default: (0, 0)].count += 1
        }
        // In order of user, so that the same seed draws the same users.
        let drawn = groups.sorted { $0.key < $1.key }.map(\.value)
        var random = SplitMix(seed: seed)
        return (0..<resamples).map { _ in
            var (sum, count) = (0.0, 0)
            for _ in drawn {
                let group = drawn[random.below(drawn.count)]
                sum += group.sum
                count += group.count
            }
            return sum / Double(count)
        }
    }
}
