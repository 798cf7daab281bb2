package import Interest
internal import Synchronization

/// The catalog as it was seen lately: titles hardly change, and are asked for with every answer.
///
/// What must be right at once, whether an item may come at all, is asked of the catalog itself
/// (`current`); the cache spares looking through the long tail of a ranking each time.
package final class CatalogCache: Sendable {
    /// The time after which an item is looked up again.
    static let ageMax = Interval.seconds(60)
    /// The time after which an item that could not come is looked up again: it may have been
    /// put, shown or given another date since.
    static let absenceMax = Interval.seconds(1)
    /// The most items that are kept; a full cache is cleared.
    static let itemsMax = 100_000

    private struct Seen {
        var item: Item?
        var isRemoved: Bool
        var time: Timestamp

        /// Whether it commonly comes.
        private var isShown: Bool {
            guard let item, !isRemoved, !item.hidden else { return false }
            return item.time.map { $0 <= time } ?? true
        }

        func isFresh(_ now: Timestamp) -> Bool {
            let ageMax = isShown ? CatalogCache.ageMax : CatalogCache.absenceMax
            return now < time + ageMax && now >= time
        }
    }

    private let lookup: CatalogLookup
    private let now: @Sendable () -> Timestamp
    private let cache = Mutex<[ItemID: Seen]>([:])

    package init(_ repository: any ItemRepository, now: @escaping @Sendable () -> Timestamp) {
        lookup = CatalogLookup(repository)
        self.now = now
    }

    /// Looks these up again when they are asked for next.
    package func forget(_ ids: [ItemID]) {
        cache.withLock { cache in
            for id in ids { cache[id] = nil }
        }
    }

    /// Those of `ids` that the catalog has, as they were at most `ageMax` ago.
    package func items(_ ids: [ItemID]) async throws(RepositoryError) -> [ItemID: Item] {
        try await entries(ids).items
    }

    /// What the catalog said of `ids` at most `ageMax` ago.
    func entries(_ ids: [ItemID]) async throws(RepositoryError) -> CatalogEntries {
        let now = now()
        var found = CatalogEntries()
        let missing = cache.withLock { cache in
            var missing: Set<ItemID> = []
            for id in ids {
                if let seen = cache[id], seen.isFresh(now) {
                    found.items[id] = seen.item
                    if seen.isRemoved { found.removed.insert(id) }
                } else {
                    missing.insert(id)
                }
            }
            return missing
        }
        guard !missing.isEmpty else { return found }
        let fetched = try await current(missing.sorted())
        found.items.merge(fetched.items) { first, _ in first }
        found.removed.formUnion(fetched.removed)
        return found
    }

    /// What the catalog says of `ids` now.
    func current(_ ids: [ItemID]) async throws(RepositoryError) -> CatalogEntries {
        let now = now()
        let fetched = try await lookup.entries(ids)
        var found = CatalogEntries()
        cache.withLock { cache in
            if cache.count + ids.count > Self.itemsMax { cache = [:] }
            for id in ids {
                let isRemoved = fetched.removed.contains(id)
                cache[id] = Seen(item: fetched.items[id], isRemoved: isRemoved, time: now)
                found.items[id] = fetched.items[id]
                if isRemoved { found.removed.insert(id) }
            }
        }
        return found
    }

    /// The title of each of `ids`, nil where the catalog has none; as they were at most `ageMax`
    /// ago.
    package func titles(_ ids: [ItemID]) async throws(RepositoryError) -> [String?] {
        let now = now()
        let titles = cache.withLock { cache -> [String?]? in
            var titles: [String?] = []
            titles.reserveCapacity(ids.count)
            for id in ids {
                guard let seen = cache[id], seen.isFresh(now) else { return nil }
                titles.append(seen.item?.title)
            }
            return titles
        }
        if let titles { return titles }
        let items = try await items(ids)
        return ids.map { items[$0]?.title }
    }
}
