/// One series at one moment.
public struct SeriesReading: Sendable {
    /// Its labels as Prometheus writes them: `route="/api",status="200"`.
    public let labels: String
    /// The number; of a histogram the sum of its values.
    public let value: Double
    /// How many values a histogram has seen; 0 of a plain number.
    public let count: Int
    private let counts: [UInt64]
    private let bounds: [Double]

    init?(labels: String, _ series: Series) {
        self.labels = labels
        switch series {
        case .counter(let counter): (value, count, counts, bounds) = (counter.value, 0, [], [])
        case .gauge(let gauge): (value, count, counts, bounds) = (gauge.value, 0, [], [])
        case .histogram(let histogram):
            let reading = histogram.reading
            value = reading.sum
            count = Int(clamping: reading.total)
            counts = reading.counts
            bounds = histogram.bounds
        case .none: return nil
        }
    }

    /// What stands under a label.
    public func label(_ name: String) -> Substring? {
        // No value here has a comma and a quote beside each other, as between two labels.
        let parts = labels.split(separator: "\",")
        let start = "\(name)=\""
        guard let part = parts.first(where: { $0.hasPrefix(start) }) else { return nil }
        return part.dropFirst(start.count).prefix { $0 != "\"" }
    }

    /// The value that `share` of all are not above, as far as the bounds tell: between two of them
    /// values are taken to lie evenly. Nil where nothing was seen; the highest bound where the
    /// value lies above it.
    public func quantile(_ share: Double) -> Double? { Self.quantile(share, of: [self]) }

    /// The same of several series with the same bounds.
    public static func quantile(_ share: Double, of readings: [SeriesReading]) -> Double? {
        guard let bounds = readings.first?.bounds, !bounds.isEmpty else { return nil }
        let total = readings.reduce(0) { $0 + $1.count }
        guard total > 0 else { return nil }
        let wanted = share * Double(total)
        var below = 0.0
        for (place, bound) in bounds.enumerated() {
            let here = readings.reduce(0.0) { $0 + Double($1.counts[place]) }
            if here > 0, below + here >= wanted {
                let low = place == 0 ? 0 : bounds[place - 1]
                return low + (bound - low) * (wanted - below) / here
            }
            below += here
        }
        return bounds.last
    }
}
