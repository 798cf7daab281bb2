package import Interest
internal import Synchronization

/// The catalogue as it was seen lately: titles hardly change, and are asked for with every answer.
package final class ItemShelf: Sendable {
    /// After so long an item is looked up anew.
    static let ageMax = Interval.seconds(60)
    /// The most items that are kept; a full shelf is cleared.
    static let itemsMax = 100_000

    private struct Seen {
        var item: Item?
        var time: Timestamp

        func isFresh(_ now: Timestamp) -> Bool { now < time + ItemShelf.ageMax && now >= time }
    }

    private let repository: any ItemRepository
    private let now: @Sendable () -> Timestamp
    private let shelf = Mutex<[ItemID: Seen]>([:])

    package init(_ repository: any ItemRepository, now: @escaping @Sendable () -> Timestamp) {
        self.repository = repository
        self.now = now
    }

    /// Looks these up anew when they are asked for next.
    package func forget(_ ids: [ItemID]) {
        shelf.withLock { shelf in
            for id in ids { shelf[id] = nil }
        }
    }

    /// Those of `ids` that the catalogue has, as they were at most `ageMax` ago.
    package func items(_ ids: [ItemID]) async throws(RepositoryError) -> [ItemID: Item] {
        let now = now()
        var found: [ItemID: Item] = [:]
        let missing = shelf.withLock { shelf in
            var missing: Set<ItemID> = []
            for id in ids {
                if let seen = shelf[id], seen.isFresh(now) {
                    found[id] = seen.item
                } else {
                    missing.insert(id)
                }
            }
            return missing
        }
        guard !missing.isEmpty else { return found }
        let fetched = try await repository.items(missing.sorted())
        shelf.withLock { shelf in
            if shelf.count + missing.count > Self.itemsMax { shelf = [:] }
            for id in missing { shelf[id] = Seen(item: fetched[id], time: now) }
        }
        return found.merging(fetched) { first, _ in first }
    }

    /// The title of each of `ids`, nil where the catalogue has none; as they were at most `ageMax`
    /// ago.
    package func titles(_ ids: [ItemID]) async throws(RepositoryError) -> [String?] {
        let now = now()
        let titles = shelf.withLock { shelf -> [String?]? in
            var titles: [String?] = []
            titles.reserveCapacity(ids.count)
            for id in ids {
                guard let seen = shelf[id], seen.isFresh(now) else { return nil }
                titles.append(seen.item?.title)
            }
            return titles
        }
        if let titles { return titles }
        let items = try await items(ids)
        return ids.map { items[$0]?.title }
    }
}
