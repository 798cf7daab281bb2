/// The time by which a wait must end.
struct Deadline {
    /// The polling interval of a wait: short compared with a start of half a second.
    static let interval: Duration = .milliseconds(10)

    private let instant: ContinuousClock.Instant

    init(after limit: Duration) { instant = .now + limit }

    var hasPassed: Bool { .now >= instant }

    /// Sleeps for one interval.
    ///
    /// Throws ``DaemonError/Code/cancelled``; otherwise a canceled wait would loop without pauses.
    func pause() async throws(DaemonError) {
        do { try await Task.sleep(for: Self.interval) } catch {
            throw DaemonError(.cancelled, "the wait for Ebb's own MongoDB server was canceled")
        }
    }
}
