public import Interest
internal import Synchronization
public import Work

/// The history of jobs in memory.
public final class MemoryJobRepository: JobRepository {
    private let kept = Mutex<[String: JobRecord]>([:])

    /// Creates an empty history.
    public init() {}

    /// Adds a job that is starting.
    public func begin(_ job: JobRecord) async throws(RepositoryError) -> Bool {
        kept.withLock { kept in
            let isRunning = kept.values.contains { $0.kind == job.kind && $0.state == .running }
            guard !isRunning, kept[job.id] == nil else { return false }
            kept[job.id] = job
            return true
        }
    }

    /// Updates the state of a running job.
    public func put(_ job: JobRecord) async throws(RepositoryError) -> Bool {
        kept.withLock { kept in
            guard let old = kept[job.id], old.state == .running, old.owner.run == job.owner.run
            else { return false }
            kept[job.id] = job
            return true
        }
    }

    /// The job with this id.
    public func job(_ id: String) async throws(RepositoryError) -> JobRecord? {
        kept.withLock { $0[id] }
    }

    /// The job of a kind that is stored as running.
    public func running(_ kind: String) async throws(RepositoryError) -> JobRecord? {
        kept.withLock { $0.values.first { $0.kind == kind && $0.state == .running } }
    }

    /// The latest jobs.
    public func newest(_ limit: Int) async throws(RepositoryError) -> [JobRecord] {
        kept.withLock { Array(Self.newestFirst($0).prefix(limit)) }
    }

    /// The latest jobs of a kind.
    public func newest(
        _ limit: Int, of kind: String
    ) async throws(RepositoryError) -> [JobRecord] {
        kept.withLock { Array(Self.newestFirst($0).filter { $0.kind == kind }.prefix(limit)) }
    }

    /// Deletes the oldest jobs.
    public func trim(keeping count: Int) async throws(RepositoryError) -> [String] {
        kept.withLock { kept in
            let old = Self.newestFirst(kept).dropFirst(count).filter { $0.state != .running }
            for job in old { kept[job.id] = nil }
            return old.map(\.id)
        }
    }

    private static func newestFirst(_ kept: [String: JobRecord]) -> [JobRecord] {
        kept.values.sorted { ($1.started, $1.id) < ($0.started, $0.id) }
    }
}
