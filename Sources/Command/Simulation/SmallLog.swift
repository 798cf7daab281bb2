import Ingest
import Interest
import Repositories
import Synchronization

/// A log in memory with a size limit, for simulations.
final class SmallLog: BehaviorRepository {
    /// The maximum number of behaviors.
    static let behaviorsMax = 100_000

    private let memory = MemoryBehaviorRepository()
    private let size = Mutex(0)

    func append(_ behaviors: [Behavior]) async throws(RepositoryError) -> AppendCount {
        let size = size.withLock { size in
            size += behaviors.count
            return size
        }
        guard size <= Self.behaviorsMax else {
            throw RepositoryError(
                .refused,
                "too many behaviors: a simulation takes at most \(Self.behaviorsMax.grouped); "
                    + "import a longer log and use ebb interests --history")
        }
        return try await memory.append(behaviors)
    }

    func newest(
        _ limit: Int, of user: UserID, until time: Timestamp
    ) async throws(RepositoryError) -> [Behavior] {
        try await memory.newest(limit, of: user, until: time)
    }

    func scan(
        until time: Timestamp, _ take: @Sendable ([Behavior]) async throws -> Bool
    ) async throws {
        try await memory.scan(until: time, take)
    }

    func count() async throws(RepositoryError) -> LogCount { try await memory.count() }

    /// The log of one user in order of time: of `user`, or of the user with the most behaviors.
    func log(of user: UserID?) async throws -> [Behavior] {
        if let user {
            return try await newest(Self.behaviorsMax, of: user, until: .latest).reversed()
        }
        let longest = Mutex<[Behavior]>([])
        try await scan(until: .latest) { behaviors in
            for log in behaviors.chunkedByUser() {
                longest.withLock { if log.count > $0.count { $0 = log } }
            }
            return true
        }
        return longest.withLock { $0 }
    }
}

extension [Behavior] {
    fileprivate func chunkedByUser() -> [[Behavior]] {
        var logs: [[Behavior]] = []
        for behavior in self {
            if logs.last?.last?.user == behavior.user {
                logs[logs.count - 1].append(behavior)
            } else {
                logs.append([behavior])
            }
        }
        return logs
    }
}
