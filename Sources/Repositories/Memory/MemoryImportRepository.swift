public import Interest
internal import Synchronization
public import Work

/// The import journal in memory.
public final class MemoryImportRepository: ImportRepository {
    private let kept = Mutex<[String: ImportEntry]>([:])

    /// Creates an empty journal.
    public init() {}

    /// The entry of an import.
    public func entry(_ id: String) async throws(RepositoryError) -> ImportEntry? {
        kept.withLock { $0[id] }
    }

    /// Replaces the entry of `run`.
    public func put(
        _ entry: ImportEntry, over run: String?
    ) async throws(RepositoryError) -> Bool {
        kept.withLock { kept in
            guard kept[entry.id]?.owner.run == run else { return false }
            kept[entry.id] = entry
            return true
        }
    }

    /// The latest imports.
    public func newest(_ limit: Int) async throws(RepositoryError) -> [ImportEntry] {
        newest(limit) { _ in true }
    }

    /// The latest imports of a content.
    public func entries(
        ofContent content: String, limit: Int
    ) async throws(RepositoryError) -> [ImportEntry] {
        newest(limit) { $0.content == content }
    }

    private func newest(_ limit: Int, _ isWanted: (ImportEntry) -> Bool) -> [ImportEntry] {
        kept.withLock { kept in
            let sorted = kept.values.filter(isWanted).sorted {
                $0.started == $1.started ? $0.id < $1.id : $0.started > $1.started
            }
            return Array(sorted.prefix(limit))
        }
    }
}
