/// The configuration of the registry: descriptions, buckets and limits.
public struct MeteringConfiguration: Sendable {
    /// The description of one metric.
    public struct Description: Sendable {
        /// The help text of the metric, in one sentence.
        public var help: String
        /// The upper bounds of a histogram's buckets; nil for the default bounds of its kind.
        public var bounds: [Double]?

        /// Creates a description.
        public init(_ help: String, bounds: [Double]? = nil) {
            self.help = help
            self.bounds = bounds
        }
    }

    /// The maximum number of series (a name with its labels). Any further series is counted only in
    /// `metering_series_refused_total`, so that a label with many values cannot fill the memory.
    public var seriesMax = 2000
    /// The descriptions, by the Prometheus name of the metric.
    public var descriptions: [String: Description]
    /// The upper bounds of a timer's buckets, in seconds: fine enough for a millisecond of work,
    /// and wide enough for a database timeout.
    public var timerBounds: [Double] = [
        0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5,
        10,
    ]
    /// The upper bounds of any other histogram's buckets: powers of four.
    public var recorderBounds: [Double] = [1, 4, 16, 64, 256, 1024, 4096, 16_384, 65_536]

    /// Creates a configuration from the descriptions, by metric name.
    public init(descriptions: [String: Description] = [:]) { self.descriptions = descriptions }
}
