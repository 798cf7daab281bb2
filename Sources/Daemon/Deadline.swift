/// The moment by which a wait must have ended.
struct Deadline {
    /// How often a wait looks again: short against a start of half a second.
    static let interval: Duration = .milliseconds(10)

    private let instant: ContinuousClock.Instant

    init(after limit: Duration) { instant = .now + limit }

    var hasPassed: Bool { .now >= instant }

    /// Sleeps for one interval.
    ///
    /// Throws ``DaemonError/Code/cancelled``, without which a cancelled wait would spin.
    func pause() async throws(DaemonError) {
        do { try await Task.sleep(for: Self.interval) } catch {
            throw DaemonError(.cancelled, "the wait for Ebb's own MongoDB server was cancelled")
        }
    }
}
