/// Shows an operator what stands in the store, as it stands there.
public protocol StoreInspector: Sendable {
    /// Everything that the store holds of a user, the `limit` newest behaviors of the log.
    func documents(
        of user: UserID, newest limit: Int
    ) async throws(RepositoryError) -> [RawDocument]
    /// Every index of every collection, as the server describes it.
    func indexes() async throws(RepositoryError) -> [RawDocument]
    /// Up to `limit` users who have behaved and whose id begins with `prefix`, by id.
    func users(
        startingWith prefix: String, limit: Int
    ) async throws(RepositoryError) -> [UserID]
    /// The newest `limit` behaviors on an item, the newest first.
    func newest(
        _ limit: Int, on item: ItemID
    ) async throws(RepositoryError) -> [Behavior]
    /// How many of a user's behaviors are folded in and gone from the log.
    func missingCount(of user: UserID) async throws(RepositoryError) -> Int
    /// How many behaviors of all users that is.
    func goneCount() async throws(RepositoryError) -> Int
}

/// A document as JSON.
public struct RawDocument: Hashable, Sendable {
    /// The collection that it stands in.
    public var collection: String
    /// The document: plain JSON where JSON has a form for what stands there, MongoDB's extended
    /// one elsewhere.
    public var json: String

    /// Takes both.
    public init(collection: String, json: String) {
        self.collection = collection
        self.json = json
    }
}
