public import Interest
internal import Synchronization
public import Work

/// The servers of a store, in memory.
public final class MemoryServerRepository: ServerRepository {
    private let kept = Mutex<[String: ServerRecord]>([:])

    /// Creates a repository without servers.
    public init() {}

    /// Updates the record of a server.
    public func put(_ server: ServerRecord) async throws(RepositoryError) {
        kept.withLock { $0[server.owner.run] = server }
    }

    /// The servers with the latest start.
    public func newest(_ limit: Int) async throws(RepositoryError) -> [ServerRecord] {
        Array(newestFirst.prefix(limit))
    }

    /// Deletes the oldest records.
    public func trim(keeping count: Int) async throws(RepositoryError) {
        let old = newestFirst.dropFirst(count).filter { $0.stopped ?? $0.acknowledged != nil }
        kept.withLock { kept in
            for server in old { kept[server.owner.run] = nil }
        }
    }

    private var newestFirst: [ServerRecord] {
        kept.withLock(\.values).sorted {
            ($1.started, $1.owner.run) < ($0.started, $0.owner.run)
        }
    }
}
