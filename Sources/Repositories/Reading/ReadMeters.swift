internal import CoreMetrics
internal import Mongo

/// What a read worker measures of itself.
struct ReadMeters: Sendable {
    private let waiting: Meter
    private let batchUsers: Recorder
    private let wait: Timer
    private let refusedFull: Counter
    private let refusedLate: Counter
    let fold: FoldMeters

    init(_ metrics: any MetricsFactory, worker: Int) {
        waiting = Meter(
            label: "ebb_reads_waiting", dimensions: [("worker", "\(worker)")], factory: metrics)
        batchUsers = Recorder(label: "ebb_read_batch_users", factory: metrics)
        wait = Timer(label: "ebb_read_wait", factory: metrics)
        let label = "ebb_reads_refused"
        refusedFull = Counter(label: label, dimensions: [("cause", "full")], factory: metrics)
        refusedLate = Counter(label: label, dimensions: [("cause", "late")], factory: metrics)
        fold = FoldMeters(metrics)
    }

    /// Sets the number of reads that wait now.
    func waits(_ count: Int) { waiting.set(count) }

    /// One question is about this many users; those who came at these moments have their turn.
    func asks(_ users: Int, entered: [ContinuousClock.Instant], now: ContinuousClock.Instant) {
        batchUsers.record(users)
        for moment in entered { wait.recordNanoseconds((now - moment).wholeNanoseconds) }
    }

    /// Too many waited already.
    func refused() { refusedFull.increment() }

    /// Counts reads that have waited too long.
    func expired(_ count: Int) { refusedLate.increment(by: count) }
}

/// What folds measure of themselves.
struct FoldMeters: Sendable {
    private let users: Recorder
    private let behaviors: Recorder

    init(_ metrics: any MetricsFactory) {
        users = Recorder(label: "ebb_fold_users", factory: metrics)
        behaviors = Recorder(label: "ebb_fold_behaviors", factory: metrics)
    }

    /// A transaction has been committed.
    func folded(_ folded: FoldUsers.Folded) {
        users.record(folded.documents.count)
        behaviors.record(folded.behaviors)
    }
}
