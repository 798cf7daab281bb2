/// How a user's strongest interests came and went: their weights at a row of moments.
///
/// Folds the log once, from one moment to the next; each value is what folding the log up to that
/// moment gives.
///
///     let history = InterestHistory(
///         of: behaviors, by: settings, at: InterestHistory.moments(60, from: start, to: now))
///     for curve in history.curves { print(curve.item, curve.weights) }
public struct InterestHistory: Hashable, Sendable {
    /// One interest over time.
    public struct Curve: Hashable, Sendable {
        /// The item.
        public let item: ItemID
        /// Its weight at each moment; 0 before the user's first behavior on it.
        public internal(set) var weights: [Double]
        /// The highest of them.
        public var peak: Double { weights.max() ?? 0 }
    }

    /// The moments, in order.
    public let times: [Timestamp]
    /// The interests whose highest weight was highest, strongest first, equal ones by item id.
    public let curves: [Curve]

    /// The most steps of work that a history is made of: items times moments. Beyond them the
    /// earliest moments are left out.
    public static let stepsMax = 10_000_000
    /// How many steps are taken between two looks at whether somebody still waits.
    private static let stepsPerLook = 100_000

    /// Follows the interests of one user.
    ///
    /// The log is folded twice: first to see which interests become strongest, then to follow those
    /// alone, so that memory is bounded by what is shown and not by items times moments. Others run
    /// in between, and a cancelled task ends soon.
    ///
    /// - Parameters:
    ///   - behaviors: the user's whole log. It is put in order of time; where times are equal the
    ///     given order stands. What comes after the last moment is not seen.
    ///   - settings: the law and the gains.
    ///   - times: the moments at which to look. Beyond `stepsMax` steps the earliest are left out.
    ///   - count: how many interests to keep.
    public init(
        of behaviors: [Behavior], by settings: Settings, at times: [Timestamp],
        strongest count: Int = 10
    ) async throws(CancellationError) {
        let log = behaviors.enumerated()
            .sorted { ($0.element.time, $0.offset) < ($1.element.time, $1.offset) }
            .map(\.element)
        let kept = Self.stepsMax / max(1, Set(log.map(\.item)).count)
        let times = Array(times.sorted().suffix(kept))
        var peaks: [ItemID: Double] = [:]
        try await Self.walk(log, by: settings, at: times) { moment, item, weight in
            // Before its first behavior an interest is 0.
            peaks[item] = max(peaks[item] ?? (moment == 0 ? weight : 0), weight)
        }
        let strongest = peaks.sorted { first, second in
            first.value == second.value ? first.key < second.key : first.value > second.value
        }.prefix(count).map(\.key)
        let none = [Double](repeating: 0, count: times.count)
        var weights = Dictionary(strongest.map { ($0, none) }) { first, _ in first }
        try await Self.walk(log, by: settings, at: times) { moment, item, weight in
            weights[item]?[moment] = weight
        }
        self.times = times
        curves = strongest.map { Curve(item: $0, weights: weights[$0] ?? none) }
    }

    /// Gives every weight at every moment to `take`, with the number of the moment.
    private static func walk(
        _ log: [Behavior], by settings: Settings, at times: [Timestamp],
        _ take: (Int, ItemID, Double) -> Void
    ) async throws(CancellationError) {
        var (weights, rest, steps) = (Weights(), log[...], 0)
        for (moment, time) in times.enumerated() {
            let past = rest.prefix { $0.time <= time }
            weights.fold(Array(past), by: settings)
            rest = rest.dropFirst(past.count)
            let now = weights.weights(at: time, by: settings.law)
            for (item, weight) in zip(weights.items, now) { take(moment, item, weight) }
            steps += now.count + past.count
            guard steps >= stepsPerLook else { continue }
            steps = 0
            await Task.yield()
            if Task.isCancelled { throw CancellationError() }
        }
    }

    /// `count` moments from `first` to `last`, both included, evenly spaced to a millisecond.
    public static func moments(
        _ count: Int, from first: Timestamp, to last: Timestamp
    ) -> [Timestamp] {
        guard count > 1, first < last else { return [last] }
        let length = Double(last.milliseconds - first.milliseconds)
        return (0..<count).map { place in
            let elapsed = Int64(length * (Double(place) / Double(count - 1)))
            return first + Interval(milliseconds: elapsed)
        }
    }
}
