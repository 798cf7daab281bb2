/// One measured figure, beside the limit that was measured in the same run.
struct Figure: Encodable, Sendable {
    /// `reads.one`, `import`, `decay.read`, …
    var name: String
    /// What Ebb does, in `unit`.
    var value: Double
    /// What is counted: `reads/s`.
    var unit: String
    /// What a plain loop without Ebb does in the same run, same unit; nil where there is none.
    var limit: Double?
    /// `value / limit`: larger is better.
    var ratio: Double?
    /// The median time of one operation, where single ones were timed.
    var p50Milliseconds: Double?
    /// The time that 99 of 100 operations stay under.
    var p99Milliseconds: Double?
    /// The same of the limit, where its single operations were timed beside as many others.
    var limitP99Milliseconds: Double?
    /// The most memory this process has had resident, in millions of bytes.
    var residentMegabytes: Double
    /// A sum over the answers, the same for the same size: shows that the work was done.
    var checksum: String
    /// How much was done: behaviors, users, interests.
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

    /// Adds what single operations took, in seconds, and those of the limit.
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
