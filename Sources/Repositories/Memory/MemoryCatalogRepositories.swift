public import Interest
internal import Synchronization

/// A catalog in memory.
public final class MemoryItemRepository: ItemCatalog {
    private let kept = Mutex<[ItemID: Item]>([:])
    private let removed = Mutex<Set<ItemID>>([])
    private let times = Mutex<[ItemID: [String: Timestamp]]>([:])
    /// Every change, in order.
    private let changed = Mutex<[ItemID]>([])

    /// An empty catalog.
    public init() {}

    /// Adds or replaces items.
    public func put(_ items: [Item]) async throws(RepositoryError) {
        kept.withLock { kept in
            for item in items { kept[item.id] = item }
            removed.withLock { $0.subtract(items.map(\.id)) }
            times.withLock { times in for item in items { times[item.id] = nil } }
        }
        note(items.map(\.id))
    }

    /// Those of `ids` that there are.
    public func items(_ ids: [ItemID]) async throws(RepositoryError) -> [ItemID: Item] {
        kept.withLock { kept in
            Dictionary(ids.compactMap { id in kept[id].map { (id, $0) } }) { first, _ in first }
        }
    }

    /// Those of `ids` that there are, and those that were removed.
    public func entries(_ ids: [ItemID]) async throws(RepositoryError) -> CatalogEntries {
        CatalogEntries(
            items: try await items(ids), removed: removed.withLock { $0.intersection(ids) })
    }

    /// The whole catalog as one batch, by id.
    public func scan(_ take: @Sendable ([Item]) async throws -> Bool) async throws {
        if !all.isEmpty { _ = try await take(all) }
    }

    /// The whole catalog and all marks as one batch.
    public func scanEntries(
        _ take: @Sendable (CatalogEntries) async throws -> Bool
    ) async throws {
        let all = kept.withLock { kept in
            CatalogEntries(items: kept, removed: removed.withLock(\.self))
        }
        _ = try await take(all)
    }

    /// What changed behind a mark. Nobody notes when, so a moment stands for the beginning.
    public func changes(
        since mark: ArrivalMark, limit: Int
    ) async throws(RepositoryError) -> CatalogChanges {
        changed.withLock { changed in
            let first =
                switch mark {
                case .now: changed.count
                case .time: 0
                case .place(let number): Int(number) ?? changed.count
                }
            let found = changed.dropFirst(first).prefix(max(1, limit))
            return CatalogChanges(
                Array(found), mark: .place("\(first + found.count)"),
                isWhole: first + found.count == changed.count)
        }
    }

    private func note(_ ids: [ItemID]) { changed.withLock { $0 += ids } }

    /// The next items by id.
    public func page(
        after item: ItemID?, limit: Int
    ) async throws(RepositoryError) -> [Item] {
        Array(all.drop { one in item.map { one.id <= $0 } ?? false }.prefix(max(0, limit)))
    }

    /// Items that have all these words.
    public func search(_ text: String, limit: Int) async throws(RepositoryError) -> [Item] {
        let words = Set(SearchWords.of(text))
        guard !words.isEmpty else { return [] }
        return Array(
            all.filter { words.isSubset(of: SearchWords.of($0)) }.prefix(max(0, limit)))
    }

    /// The newest items.
    public func latest(
        _ limit: Int, in categories: [String], until time: Timestamp
    ) async throws(RepositoryError) -> [Item] {
        let found = all.filter { item in
            !item.hidden && item.time.map { $0 <= time } ?? true
                && categories.allSatisfy { item.categories.contains($0) }
        }
        let sorted = found.sorted { first, second in
            first.time == second.time
                ? first.id > second.id
                : second.time.map { other in first.time.map { $0 > other } ?? false } ?? true
        }
        return Array(sorted.prefix(max(0, limit)))
    }

    /// Changes an item.
    public func update(
        _ item: ItemID, _ change: @escaping @Sendable (inout Item) -> Void
    ) async throws(RepositoryError) -> Bool {
        let isKnown = kept.withLock { kept in
            guard var found = kept[item] else { return false }
            change(&found)
            kept[item] = found
            return true
        }
        if isKnown { note([item]) }
        return isKnown
    }

    /// Removes an item, and remembers that.
    public func remove(_ item: ItemID) async throws(RepositoryError) -> Bool {
        let wasKnown = kept.withLock { kept in
            removed.withLock { _ = $0.insert(item) }
            times.withLock { $0[item] = nil }
            return kept.removeValue(forKey: item) != nil
        }
        note([item])
        return wasKnown
    }

    /// How many items there are.
    public func count() async throws(RepositoryError) -> Int { kept.withLock(\.count) }

    private var all: [Item] { kept.withLock { $0.values.sorted { $0.id < $1.id } } }
}

extension MemoryItemRepository: ItemEditor {
    /// Applies changes one after the other.
    public func apply(
        _ changes: [ItemChange]
    ) async throws(RepositoryError) -> [ItemID: ItemOutcome] {
        kept.withLock { kept in
            removed.withLock { removed in
                times.withLock { times in
                    var entries: [ItemID: CatalogEntry] = [:]
                    for id in changes.map(\.id) {
                        entries[id] = CatalogEntry(
                            id: id, item: kept[id], isRemoved: removed.contains(id),
                            times: times[id] ?? [:])
                    }
                    var fold = ItemFold(entries)
                    for change in changes { fold.apply(change) }
                    for entry in fold.changed {
                        kept[entry.id] = entry.item
                        times[entry.id] = entry.times.isEmpty ? nil : entry.times
                        if entry.isRemoved {
                            removed.insert(entry.id)
                        } else {
                            removed.remove(entry.id)
                        }
                    }
                    return fold.outcomes
                }
            }
        }
    }
}

/// Profiles in memory.
public final class MemoryProfileRepository: ProfileDirectory {
    private let kept = Mutex<[UserID: Profile]>([:])
    private let isForgotten: @Sendable (UserID) -> Bool

    /// No profiles yet; who is forgotten in `log` gets none.
    public init(beside log: MemoryBehaviorRepository? = nil) {
        isForgotten = { log?.isForgotten($0) ?? false }
    }

    /// Adds or replaces profiles.
    @discardableResult
    public func put(_ profiles: [Profile]) async throws(RepositoryError) -> Int {
        let admitted = profiles.filter { !isForgotten($0.id) }
        kept.withLock { kept in
            for profile in admitted { kept[profile.id] = profile }
        }
        return profiles.count - admitted.count
    }

    /// The profile of a user.
    public func profile(of user: UserID) async throws(RepositoryError) -> Profile? {
        kept.withLock { $0[user] }
    }

    /// The profiles of several users.
    public func profiles(
        of users: [UserID]
    ) async throws(RepositoryError) -> [UserID: Profile] {
        kept.withLock { kept in
            Dictionary(users.compactMap { id in kept[id].map { (id, $0) } }) { first, _ in first }
        }
    }

    /// All profiles as one batch, by id.
    public func scan(_ take: @Sendable ([Profile]) async throws -> Bool) async throws {
        if !all.isEmpty { _ = try await take(all) }
    }

    /// The next profiles by id.
    public func page(
        after user: UserID?, limit: Int
    ) async throws(RepositoryError) -> [Profile] {
        Array(all.drop { one in user.map { one.id <= $0 } ?? false }.prefix(max(0, limit)))
    }

    /// Changes a profile.
    public func update(
        _ user: UserID, _ change: @escaping @Sendable (inout Profile) -> Void
    ) async throws(RepositoryError) -> Bool {
        kept.withLock { kept in
            guard var found = kept[user] else { return false }
            change(&found)
            kept[user] = found
            return true
        }
    }

    /// Takes a profile away.
    public func remove(_ user: UserID) async throws(RepositoryError) -> Bool {
        kept.withLock { $0.removeValue(forKey: user) != nil }
    }

    /// How many profiles there are.
    public func count() async throws(RepositoryError) -> Int { kept.withLock(\.count) }

    private var all: [Profile] { kept.withLock { $0.values.sorted { $0.id < $1.id } } }
}
