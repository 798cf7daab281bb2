public import Interest
internal import Synchronization
public import Work

/// The audit log in memory.
public final class MemoryAuditRepository: AuditRepository {
    private let kept = Mutex<[AuditEntry]>([])

    /// Creates an empty audit log.
    public init() {}

    /// Adds an entry.
    public func append(_ entry: AuditEntry, keeping limit: Int) async throws(RepositoryError) {
        kept.withLock { kept in
            kept.append(entry)
            kept.sort { ($0.time, $0.id) < ($1.time, $1.id) }
            kept.removeFirst(max(0, kept.count - limit))
        }
    }

    /// The latest entries.
    public func newest(
        _ limit: Int, before time: Timestamp?
    ) async throws(RepositoryError) -> [AuditEntry] {
        kept.withLock { kept in
            Array(
                kept.reversed().filter { entry in time.map { entry.time < $0 } ?? true }
                    .prefix(limit))
        }
    }

    /// Removes a user's id.
    public func forget(_ user: UserID) async throws(RepositoryError) -> Int {
        kept.withLock { kept in
            let own = kept.indices.filter { kept[$0].target == user.text }
            for index in own { kept[index].target = nil }
            return own.count
        }
    }
}
