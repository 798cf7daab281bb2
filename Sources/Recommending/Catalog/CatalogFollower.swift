package import Interest
internal import Synchronization

/// Keeps the columns of the catalog like the catalog, which any server may change.
///
/// The whole catalog is read once, then its changes are followed: the stream says which items
/// changed, and what they are now is asked by their ids. Where the stream cannot go on, the whole
/// catalog is read again; meanwhile lists are checked by `check`.
package actor CatalogFollower {
    /// The most changes that one question brings.
    package static let batchMax = 4096
    /// The most questions of one look: the rest waits for the next.
    package static let batchesMax = 50

    /// What is kept like the catalog.
    package nonisolated let columns: CatalogColumns
    private nonisolated let lookup: CatalogLookup
    private let repository: any ItemRepository
    private let now: @Sendable () -> Timestamp
    private var mark: ArrivalMark?
    private var running: Task<Void, any Error>?

    /// Takes the catalog, and the clock by which it is decided whether the columns are current.
    package init(
        _ repository: any ItemRepository, now: @escaping @Sendable () -> Timestamp
    ) {
        self.repository = repository
        self.now = now
        columns = CatalogColumns(now: now)
        lookup = CatalogLookup(repository, columns)
    }

    /// Takes in all that changed; the first time the whole catalog. Who calls meanwhile waits for
    /// the same look.
    package func look() async throws {
        if let running { return try await running.value }
        let task = Task { try await self.follow() }
        running = task
        defer { running = nil }
        try await task.value
    }

    /// Sees to it that the whole catalog was read.
    package func load() async throws {
        if !columns.status.isLoaded { try await look() }
    }

    /// Takes in what the catalog says of some items now: at a moment after this was called. The
    /// writer of a change calls it, and has the change in every list from then on.
    package nonisolated func check(_ ids: [ItemID]) async throws(RepositoryError) {
        try await lookup.refresh(ids)
    }

    private func follow() async throws {
        let began = now()
        do {
            for _ in 0..<Self.batchesMax where try await take() {
                return columns.note(followed: began)
            }
        } catch let error as RepositoryError where error.code == .trimmed {
            // The next look begins from the beginning.
            mark = nil
            columns.note(followed: nil)
            throw error
        }
        columns.note(followed: nil)
    }

    /// Takes in a batch of changes; true where nothing waits behind it.
    private func take() async throws -> Bool {
        let mark = if let mark { mark } else { try await readAll() }
        let found = try await repository.changes(since: mark, limit: Self.batchMax)
        if !found.items.isEmpty { try await lookup.refresh(Set(found.items).sorted()) }
        self.mark = found.mark
        return found.isWhole
    }

    /// Reads the whole catalog, and gives the place in the order of changes before it.
    private func readAll() async throws -> ArrivalMark {
        let start = try await repository.changes(since: .now, limit: 1).mark
        let table = Mutex(CatalogTable())
        try await repository.scanEntries { entries in
            try Task.checkCancellation()
            let facts = ItemFacts.all(entries)
            table.withLock { $0.apply(facts) }
            return true
        }
        columns.take(table.withLock(\.self))
        mark = start
        return start
    }
}
