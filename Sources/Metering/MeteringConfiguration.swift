/// What the registry keeps, and how it tells it.
public struct MeteringConfiguration: Sendable {
    /// What is said of one metric.
    public struct Description: Sendable {
        /// One sentence for whoever reads the metric.
        public var help: String
        /// Where a histogram's buckets end; nil takes the standard ones of its kind.
        public var bounds: [Double]?

        /// Takes both.
        public init(_ help: String, bounds: [Double]? = nil) {
            self.help = help
            self.bounds = bounds
        }
    }

    /// The most series (a name with its labels) that are kept. What comes beyond them is counted
    /// nowhere but in `metering_series_refused_total`, so that a label with many values cannot
    /// fill the memory.
    public var seriesMax = 2000
    /// By name, as Prometheus sees it.
    public var descriptions: [String: Description]
    /// Where the buckets of a timer end, in seconds: a millisecond's work and a database's
    /// time-out are both told apart from their neighbors.
    public var timerBounds: [Double] = [
        0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5,
        10,
    ]
    /// Where the buckets of any other histogram end: powers of four.
    public var recorderBounds: [Double] = [1, 4, 16, 64, 256, 1024, 4096, 16_384, 65_536]

    /// Takes what is said of each metric, by name.
    public init(descriptions: [String: Description] = [:]) { self.descriptions = descriptions }
}
