internal import CMongo

/// The retry policy of a transaction: how long, how often, and the pauses between attempts.
struct Patience {
    /// The first pause, doubled each time, up to the last: milliseconds.
    private static let pauseFirst = 1.0
    private static let pauseMax = 64.0

    private let deadline: ContinuousClock.Instant
    private var attemptsLeft: Int
    private var pause = Self.pauseFirst

    init(_ settings: Client.Settings) {
        deadline = ContinuousClock.now.advanced(by: settings.transactionTimeout)
        attemptsLeft = settings.transactionAttemptsMax - 1
    }

    /// Whether another attempt is allowed; pauses before it returns true.
    ///
    /// Throws ``StoreError/Code/cancelled`` when the task has been cancelled meanwhile.
    mutating func mayRetry() throws(StoreError) -> Bool {
        guard attemptsLeft > 0, ContinuousClock.now < deadline else { return false }
        if Task.isCancelled { throw .operationCancelled }
        attemptsLeft -= 1
        // Blocking the thread of the lane is fine. The pause is random, so that two callers differ.
        let microseconds = Double.random(in: 0.5...1) * pause * 1000
        usleep(UInt32(microseconds))
        pause = min(Self.pauseMax, pause * 2)
        return true
    }
}
