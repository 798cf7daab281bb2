public import Access
public import Interest
internal import Synchronization

/// Keys in memory.
public final class MemoryKeyRepository: KeyRepository {
    private let kept = Mutex<[String: AccessKey]>([:])

    /// Creates a repository without keys.
    public init() {}

    /// All keys by name.
    public func keys() async throws(RepositoryError) -> [AccessKey] {
        kept.withLock { kept in
            kept.values.sorted { $0.name < $1.name }.prefix(AccessKey.countMax).map(\.self)
        }
    }

    /// The key with this name.
    public func key(_ name: String) async throws(RepositoryError) -> AccessKey? {
        kept.withLock { $0[name] }
    }

    /// Adds a key, once.
    public func insert(_ key: AccessKey) async throws(RepositoryError) -> Bool {
        kept.withLock { kept in
            guard kept[key.name] == nil else { return false }
            kept[key.name] = key
            return true
        }
    }

    /// Replaces a key, if its version has not changed.
    public func replace(_ key: AccessKey) async throws(RepositoryError) -> Bool {
        kept.withLock { kept in
            guard kept[key.name]?.version == key.version else { return false }
            kept[key.name] = key
            kept[key.name]?.version += 1
            return true
        }
    }
}
