package import Interest
internal import Synchronization

/// The entries of the catalog as they were seen lately: titles hardly change, and are asked for
/// with every answer. What may be recommended is not decided by it, but by the `CatalogColumns`.
package final class CatalogCache: Sendable {
    /// The time after which an item is looked up again.
    static let ageMax = Interval.seconds(60)
    /// The time after which an item that the catalog did not have is looked up again.
    static let absenceMax = Interval.seconds(1)
    /// The most items that are kept; a full cache is cleared.
    static let itemsMax = 100_000

    private struct Seen {
        var item: Item?
        var time: Timestamp

        func isFresh(_ now: Timestamp) -> Bool {
            let ageMax = item == nil ? CatalogCache.absenceMax : CatalogCache.ageMax
            return now < time + ageMax && now >= time
        }
    }

    private let repository: any ItemRepository
    private let now: @Sendable () -> Timestamp
    private let cache = Mutex<[ItemID: Seen]>([:])

    package init(_ repository: any ItemRepository, now: @escaping @Sendable () -> Timestamp) {
        self.repository = repository
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
        let now = now()
        var found: [ItemID: Item] = [:]
        let missing = cache.withLock { cache in
            var missing: Set<ItemID> = []
            for id in ids {
                if let seen = cache[id], seen.isFresh(now) {
                    found[id] = seen.item
                } else {
                    missing.insert(id)
                }
            }
            return missing
        }
        guard !missing.isEmpty else { return found }
        let fetched = try await repository.items(missing.sorted())
        cache.withLock { cache in
            if cache.count + missing.count > Self.itemsMax { cache = [:] }
            for id in missing { cache[id] = Seen(item: fetched[id], time: now) }
        }
        return found.merging(fetched) { first, _ in first }
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
