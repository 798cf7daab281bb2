/// The value of one series at one moment.
public struct SeriesReading: Sendable {
    /// The labels in the Prometheus format: `route="/api",status="200"`.
    public let labels: String
    /// The value; for a histogram, the sum of its values.
    public let value: Double
    /// The number of values of a histogram; 0 for other kinds.
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

    /// The value of a label.
    public func label(_ name: String) -> Substring? {
        // No value here contains a quote next to a comma, as between two labels.
        let parts = labels.split(separator: "\",")
        let start = "\(name)=\""
        guard let part = parts.first(where: { $0.hasPrefix(start) }) else { return nil }
        return part.dropFirst(start.count).prefix { $0 != "\"" }
    }

    /// The quantile `share` of a histogram, interpolated linearly within a bucket. Nil when there
    /// are no values; the highest bound when the quantile is above it.
    public func quantile(_ share: Double) -> Double? { Self.quantile(share, of: [self]) }

    /// The quantile of several series with the same bounds.
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
