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

    /// The most numbers that are kept while a history is made: items times moments.
    public static let sizeMax = 10_000_000

    /// Follows the interests of one user.
    ///
    /// - Parameters:
    ///   - behaviors: the user's whole log. It is put in order of time; where times are equal the
    ///     given order stands. What comes after the last moment is not seen.
    ///   - settings: the law and the gains.
    ///   - times: the moments at which to look. Beyond `sizeMax` numbers the earliest are left out.
    ///   - count: how many interests to keep.
    public init(
        of behaviors: [Behavior], by settings: Settings, at times: [Timestamp],
        strongest count: Int = 10
    ) {
        let log = behaviors.enumerated()
            .sorted { ($0.element.time, $0.offset) < ($1.element.time, $1.offset) }
            .map(\.element)
        let kept = Self.sizeMax / max(1, Set(log.map(\.item)).count)
        self.times = Array(times.sorted().suffix(kept))
        var (weights, rest) = (Weights(), log[...])
        var curves: [ItemID: Curve] = [:]
        for (moment, time) in self.times.enumerated() {
            let past = rest.prefix { $0.time <= time }
            weights.fold(Array(past), by: settings)
            rest = rest.dropFirst(past.count)
            let now = weights.weights(at: time, by: settings.law)
            for (item, weight) in zip(weights.items, now) {
                let none = [Double](repeating: 0, count: self.times.count)
                curves[item, default: Curve(item: item, weights: none)].weights[moment] = weight
            }
        }
        self.curves = Array(curves.values.sorted(by: Self.isStronger).prefix(count))
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

    private static func isStronger(_ first: Curve, _ second: Curve) -> Bool {
        let (one, other) = (first.peak, second.peak)
        return one == other ? first.item < second.item : one > other
    }
}
