internal import CoreMetrics

/// The metrics of a store.
struct StoreMeters: Sendable {
    let laneWait: Timer
    let laneRefusals: Counter
    let transactionRetries: Counter
    let commitRetries: Counter
    private let metrics: any MetricsFactory

    init(_ metrics: any MetricsFactory) {
        laneWait = Timer(label: "ebb_lane_wait", factory: metrics)
        laneRefusals = Counter(label: "ebb_lane_refusals", factory: metrics)
        transactionRetries = Counter(label: "ebb_transaction_retries", factory: metrics)
        commitRetries = Counter(label: "ebb_commit_retries", factory: metrics)
        self.metrics = metrics
    }

    /// Counts a malformed document that a read left out. The counter is made where it is needed:
    /// most stores never have one.
    func malformed(in collection: String) {
        Counter(
            label: "ebb_malformed_documents", dimensions: [("collection", collection)],
            factory: metrics
        ).increment()
    }
}

extension Duration {
    /// The number of whole nanoseconds, as the instruments expect it.
    package var wholeNanoseconds: Int64 {
        let (seconds, attoseconds) = components
        return seconds * 1_000_000_000 + attoseconds / 1_000_000_000
    }
}
