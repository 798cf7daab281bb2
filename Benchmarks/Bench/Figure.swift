/// One measured figure, with the limit that was measured in the same run.
struct Figure: Encodable, Sendable {
    /// The name: `reads.one`, `import`, `decay.read`, …
    var name: String
    /// The result of Ebb, in `unit`.
    var value: Double
    /// The unit: `reads/s`.
    var unit: String
    /// The result of a plain loop without Ebb in the same run, in `unit`; nil without such a loop.
    var limit: Double?
    /// The ratio `value / limit`: larger is better.
    var ratio: Double?
    /// The median time of one operation, if single operations were timed.
    var p50Milliseconds: Double?
    /// The 99th percentile of the time of one operation.
    var p99Milliseconds: Double?
    /// The 99th percentile of the limit, if its operations were timed with the same concurrency.
    var limitP99Milliseconds: Double?
    /// The maximum resident memory of this process, in millions of bytes.
    var residentMegabytes: Double
    /// A sum over the answers, always the same for the same size, which proves that work was done.
    var checksum: String
    /// The amount of work: behaviors, users, interests.
    var size: Int

    enum CodingKeys: String, CodingKey {
        case name, value, unit, limit, ratio, checksum, size
        case p50Milliseconds = "p50_ms"
        case p99Milliseconds = "p99_ms"
        case limitP99Milliseconds = "limit_p99_ms"
        case residentMegabytes = "rss_mb"
    }

    init(
        _ name: String, value: Double, unit: String, limit: Double?, checksum: String, size: Int
    ) {
        self.name = name
        self.value = value
        self.unit = unit
        self.limit = limit
        ratio = limit.map { value / $0 }
        residentMegabytes = Resident.peakMegabytes
        self.checksum = checksum
        self.size = size
    }

    /// Adds the times of single operations in seconds, and those of the limit.
    func timed(_ latencies: [Double], limits: [Double] = []) -> Figure {
        var figure = self
        figure.p50Milliseconds = Self.percentile(50, of: latencies)
        figure.p99Milliseconds = Self.percentile(99, of: latencies)
        figure.limitP99Milliseconds = Self.percentile(99, of: limits)
        return figure
    }

    private static func percentile(_ percent: Int, of seconds: [Double]) -> Double? {
        guard !seconds.isEmpty else { return nil }
        return seconds.sorted()[min(seconds.count - 1, seconds.count * percent / 100)] * 1000
    }
}
