public import Interest
internal import Synchronization

/// A catalogue in memory.
public final class MemoryItemRepository: ItemRepository {
    private let kept = Mutex<[ItemID: Item]>([:])

    /// An empty catalogue.
    public init() {}

    /// Adds or replaces items.
    public func put(_ items: [Item]) async throws(RepositoryError) {
        kept.withLock { kept in
            for item in items { kept[item.id] = item }
        }
    }

    /// Those of `ids` that there are.
    public func items(_ ids: [ItemID]) async throws(RepositoryError) -> [ItemID: Item] {
        kept.withLock { kept in
            Dictionary(ids.compactMap { id in kept[id].map { (id, $0) } }) { first, _ in first }
        }
    }

    /// The whole catalogue as one batch, by id.
    public func scan(_ take: @Sendable ([Item]) async throws -> Bool) async throws {
        let all = kept.withLock { $0.values.sorted { $0.id < $1.id } }
        if !all.isEmpty { _ = try await take(all) }
    }

    /// How many items there are.
    public func count() async throws(RepositoryError) -> Int { kept.withLock(\.count) }
}

/// Profiles in memory.
public final class MemoryProfileRepository: ProfileRepository {
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

    /// All profiles as one batch, by id.
    public func scan(_ take: @Sendable ([Profile]) async throws -> Bool) async throws {
        let all = kept.withLock { $0.values.sorted { $0.id < $1.id } }
        if !all.isEmpty { _ = try await take(all) }
    }

    /// Takes a profile away.
    public func remove(_ user: UserID) async throws(RepositoryError) -> Bool {
        kept.withLock { $0.removeValue(forKey: user) != nil }
    }

    /// How many profiles there are.
    public func count() async throws(RepositoryError) -> Int { kept.withLock(\.count) }
}
