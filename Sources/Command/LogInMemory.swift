import Ingest
import Interest
import Synchronization

/// A log that an import fills in memory and that is never stored.
final class LogInMemory: BehaviorRepository {
    private let kept = Mutex<[Behavior]>([])

    var behaviors: [Behavior] { kept.withLock { $0 } }

    func take(_ batch: [Behavior]) { kept.withLock { $0 += batch } }

    /// Reads the behaviors of a file, in the order of the file.
    ///
    /// - Parameter gains: the gain of each action; behaviors with other actions are skipped.
    static func read(
        _ file: String, _ options: ImportOptions, gains: Gains = .standard
    ) async throws -> [Behavior] {
        var options = options
        // One batch at a time, so that equal times keep the order of the file.
        options.limits.appendsInFlight = 1
        let watch = ImportWatch(file, noun: "behaviors")
        defer { watch.finish() }
        let log = LogInMemory()
        let report = try await Importer(options).importBehaviors(
            from: ImportSource(file), admission: Admission(gains: gains, now: .now),
            into: log, progress: watch.saw)
        if report.lines.rejected > 0 {
            let first = report.lines.firstRejects.first.map { ": \($0.sentence)" } ?? ""
            Output.news("\(report.lines.rejected.grouped) bad lines were skipped\(first)")
        }
        return log.behaviors
    }

    /// Reads the store's log. Behaviors with equal times are ordered by user.
    static func read(_ repository: some BehaviorRepository) async throws -> [Behavior] {
        let log = LogInMemory()
        try await repository.scan(until: .now) { batch in
            log.take(batch)
            return true
        }
        return log.behaviors
    }

    func append(_ batch: [Behavior]) async throws(RepositoryError) -> AppendCount {
        take(batch)
        return AppendCount(inserted: batch.count)
    }

    func newest(
        _ limit: Int, of user: UserID, until time: Timestamp
    ) async throws(RepositoryError) -> [Behavior] {
        let own = behaviors.filter { $0.user == user && $0.time <= time }
        return Array(own.sorted { $0.time > $1.time }.prefix(limit))
    }

    func scan(
        until time: Timestamp, _ take: @Sendable ([Behavior]) async throws -> Bool
    ) async throws {
        _ = try await take(behaviors.filter { $0.time <= time })
    }

    func count() async throws(RepositoryError) -> LogCount {
        LogCount(behaviors: behaviors.count, pending: 0)
    }
}
