public import Interest
package import Mongo
internal import Work

/// Reads the raw contents of the database, for operators.
public struct MongoStoreInspector: StoreInspector {
    private let store: Store
    private let behaviors: MongoBehaviorRepository
    private let weights: MongoWeightRepository

    package init(
        store: Store, behaviors: MongoBehaviorRepository, weights: MongoWeightRepository
    ) {
        self.store = store
        self.behaviors = behaviors
        self.weights = weights
    }

    /// The weight document, the profile, and the end of the log of a user.
    public func documents(
        of user: UserID, newest limit: Int
    ) async throws(RepositoryError) -> [RawDocument] {
        let own = BSON { $0.append("_id", user.text) }
        var found: [RawDocument] = []
        for collection in [Schema.weights, Schema.profiles] {
            found += try await raw(Find(collection, filter: own), in: collection)
        }
        let sort = BSON { document in
            for key in ["user", "time", "_id"] { document.append(key, Int32(-1)) }
        }
        let log = Find<BSON>(
            Schema.behaviors, filter: BSON { $0.append("user", user.text) },
            options: FindOptions(sort: sort, limit: limit))
        return found + (limit > 0 ? try await raw(log, in: Schema.behaviors) : [])
    }

    private func raw(
        _ find: Find<BSON>, in collection: String
    ) async throws(RepositoryError) -> [RawDocument] {
        try await store.ask(find, as: .background).map {
            RawDocument(collection: collection, json: $0.json)
        }
    }

    /// All indexes, by collection.
    public func indexes() async throws(RepositoryError) -> [RawDocument] {
        var found: [RawDocument] = []
        for collection in try await store.ask(ListCollections(), as: .maintenance).sorted() {
            found += try await store.ask(ListIndexes(collection), as: .maintenance)
                .map { RawDocument(collection: collection, json: $0.json) }
        }
        return found
    }

    /// Lists users by the index on user and time, with one step for each user.
    public func users(
        startingWith prefix: String, limit: Int
    ) async throws(RepositoryError) -> [UserID] {
        try await store.ask(
            StepThroughUsers(prefix: prefix, limit: limit), as: .background)
    }

    /// The latest behaviors on an item.
    public func newest(
        _ limit: Int, on item: ItemID
    ) async throws(RepositoryError) -> [Behavior] {
        guard limit > 0 else { return [] }
        let sort = BSON { document in
            for key in ["item", "time", "_id"] { document.append(key, Int32(-1)) }
        }
        let found: [LoggedBehavior] = try await store.sift(
            Schema.behaviors, filter: BSON { $0.append("item", item.text) },
            options: FindOptions(sort: sort, limit: limit))
        return found.map(\.behavior)
    }

    /// The number of behaviors of a user that were deleted from the log.
    public func missingCount(of user: UserID) async throws(RepositoryError) -> Int {
        try await weights.missingCount(of: user)
    }

    /// The number of behaviors of all users that were deleted from the log.
    public func goneCount() async throws(RepositoryError) -> Int {
        try await behaviors.trimmedCount()
    }
}

private struct StepThroughUsers: Operation {
    let prefix: String
    let limit: Int

    func execute(on client: inout Client) throws(StoreError) -> [UserID] {
        var found: [UserID] = []
        while found.count < limit {
            let last = found.last
            let filter = BSON { filter in
                filter.document("user") { range in
                    if let last {
                        range.append("$gt", last.text)
                    } else {
                        range.append("$gte", prefix)
                    }
                }
            }
            let options = DistinctNames(.user, after: nil, limit: 1).options
            let find = FindOne<OnlyName>(Schema.behaviors, filter: filter, options: options)
            guard let next = try find.execute(on: &client).map({ UserID(unchecked: $0.text) }),
                next.text.utf8.starts(with: prefix.utf8)
            else { break }
            found.append(next)
        }
        return found
    }
}
