/// The catalog of items.
public protocol ItemRepository: Sendable {
    /// Adds or replaces items, by id. An item that was removed is back.
    func put(_ items: [Item]) async throws(RepositoryError)
    /// Those of `ids` that the catalog has.
    func items(_ ids: [ItemID]) async throws(RepositoryError) -> [ItemID: Item]
    /// What the catalog says of `ids`: those that it has, and those that were removed.
    func entries(_ ids: [ItemID]) async throws(RepositoryError) -> CatalogEntries
    /// The whole catalog in batches, by id; `take` returns false to stop.
    func scan(_ take: @Sendable ([Item]) async throws -> Bool) async throws
    /// The whole catalog in batches, by id, with the marks of removed items; `take` returns false
    /// to stop.
    func scanEntries(_ take: @Sendable (CatalogEntries) async throws -> Bool) async throws
    /// Which items were put, changed or removed behind `mark`, at most `limit` changes, by anybody.
    /// Throws `trimmed` where the catalog no longer knows what happened since.
    func changes(
        since mark: ArrivalMark, limit: Int
    ) async throws(RepositoryError) -> CatalogChanges
    /// How many items there are.
    func count() async throws(RepositoryError) -> Int
}

extension ItemRepository {
    /// Those that the catalog has; it remembers none that were removed.
    public func entries(_ ids: [ItemID]) async throws(RepositoryError) -> CatalogEntries {
        CatalogEntries(items: try await items(ids))
    }

    /// The items; a catalog that remembers no removal has no marks.
    public func scanEntries(
        _ take: @Sendable (CatalogEntries) async throws -> Bool
    ) async throws {
        try await scan { items in
            try await take(
                CatalogEntries(
                    items: Dictionary(items.map { ($0.id, $0) }) { first, _ in first }))
        }
    }

    /// Nothing: a catalog that is filled once and read does not change.
    public func changes(
        since mark: ArrivalMark, limit: Int
    ) async throws(RepositoryError) -> CatalogChanges {
        CatalogChanges([], mark: mark, isWhole: true)
    }
}

/// Which items of a catalog changed, in the order in which they did.
public struct CatalogChanges: Hashable, Sendable {
    /// The items. One that changed several times may stand here several times.
    public var items: [ItemID]
    /// Behind the last of them: where to go on.
    public var mark: ArrivalMark
    /// Whether these are all the changes there were, so that nothing waits behind the mark.
    public var isWhole: Bool

    /// Takes the three.
    public init(_ items: [ItemID], mark: ArrivalMark, isWhole: Bool) {
        self.items = items
        self.mark = mark
        self.isWhole = isWhole
    }
}

/// What a catalog says of some items.
///
/// An item needs no entry to be recommended: people behave toward items that nobody put into the
/// catalog. So a removal leaves a mark, which keeps the item out of every list until it is put
/// again.
public struct CatalogEntries: Hashable, Sendable {
    /// The items that the catalog has.
    public var items: [ItemID: Item]
    /// The items that were removed and not put again.
    public var removed: Set<ItemID>

    /// Takes both.
    public init(items: [ItemID: Item] = [:], removed: Set<ItemID> = []) {
        self.items = items
        self.removed = removed
    }
}

/// A catalog that is leafed through, searched and edited.
public protocol ItemCatalog: ItemRepository {
    /// Up to `limit` items by id, from behind `item` on.
    func page(after item: ItemID?, limit: Int) async throws(RepositoryError) -> [Item]
    /// Up to `limit` items, by id, whose title, categories and labels have every word of `text` in
    /// them, in whatever case; none where `text` has no word.
    func search(_ text: String, limit: Int) async throws(RepositoryError) -> [Item]
    /// Items that are in all of these categories, not hidden, and dated no later than `time`; those
    /// that came last first, then by id from the greatest on; those without a time come behind all
    /// others.
    func latest(
        _ limit: Int, in categories: [String], until time: Timestamp
    ) async throws(RepositoryError) -> [Item]
    /// Changes an item, as one step that nobody sees the middle of; false where there is none.
    /// `change` may run several times, and leaves the id alone.
    func update(
        _ item: ItemID, _ change: @escaping @Sendable (inout Item) -> Void
    ) async throws(RepositoryError) -> Bool
    /// Removes an item; false where the catalog had none. It is in no list any more, even where
    /// the catalog had no entry for it, until it is put again. What was done to it stays in the
    /// log.
    func remove(_ item: ItemID) async throws(RepositoryError) -> Bool
}

extension ItemCatalog {
    /// The latest items, whatever their time.
    public func latest(
        _ limit: Int, in categories: [String]
    ) async throws(RepositoryError) -> [Item] {
        try await latest(limit, in: categories, until: .latest)
    }
}

/// A catalog that changes item by item, as an import or a live source needs it.
public protocol ItemEditor: Sendable {
    /// Applies changes in their order, all of them or none, and returns for each item what became
    /// of it compared with what the catalog had before.
    ///
    /// Fields that a change does not mention keep their values, and so do those that have a newer
    /// time than the change.
    func apply(
        _ changes: [ItemChange]
    ) async throws(RepositoryError) -> [ItemID: ItemOutcome]
}

/// The users' own attributes.
public protocol ProfileRepository: Sendable {
    /// Adds or replaces profiles, by id; gives how many were left out because their user is
    /// forgotten.
    @discardableResult
    func put(_ profiles: [Profile]) async throws(RepositoryError) -> Int
    /// The profile of a user, nil where there is none (who behaves needs none).
    func profile(of user: UserID) async throws(RepositoryError) -> Profile?
    /// All profiles in batches, by id; `take` returns false to stop.
    func scan(_ take: @Sendable ([Profile]) async throws -> Bool) async throws
    /// Takes a profile away; false where there was none.
    func remove(_ user: UserID) async throws(RepositoryError) -> Bool
    /// How many profiles there are.
    func count() async throws(RepositoryError) -> Int
}

/// Profiles that are leafed through and edited.
public protocol ProfileDirectory: ProfileRepository {
    /// Those of `users` who have a profile.
    func profiles(of users: [UserID]) async throws(RepositoryError) -> [UserID: Profile]
    /// Up to `limit` profiles by id, from behind `user` on.
    func page(after user: UserID?, limit: Int) async throws(RepositoryError) -> [Profile]
    /// Changes a profile, as one step that nobody sees the middle of; false where there is none.
    /// `change` may run several times, and leaves the id alone.
    func update(
        _ user: UserID, _ change: @escaping @Sendable (inout Profile) -> Void
    ) async throws(RepositoryError) -> Bool
}
