/// The catalogue of items.
public protocol ItemRepository: Sendable {
    /// Adds or replaces items, by id.
    func put(_ items: [Item]) async throws(RepositoryError)
    /// Those of `ids` that the catalogue has.
    func items(_ ids: [ItemID]) async throws(RepositoryError) -> [ItemID: Item]
    /// The whole catalogue in batches, by id; `take` returns false to stop.
    func scan(_ take: @Sendable ([Item]) async throws -> Bool) async throws
    /// How many items there are.
    func count() async throws(RepositoryError) -> Int
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
