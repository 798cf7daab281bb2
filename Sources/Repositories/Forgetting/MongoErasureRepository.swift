public import Interest
internal import Mongo
internal import Work

/// Erases users from MongoDB: from the collections `behaviors`, `weights` and `profiles`. Keeps
/// their tombstones in `forgotten`.
///
/// The log is erased first, then the weights: a fold that read a behavior before the deletion
/// conflicts with it when it marks the behavior, and starts again without it.
public struct MongoErasureRepository: ErasureRepository {
    private let store: Store
    private let tombstones: RecentTombstones

    init(store: Store, tombstones: RecentTombstones) {
        self.store = store
        self.tombstones = tombstones
    }

    /// Writes the tombstone and raises the fence; erases the log, the weights, the profile and the
    /// targets in the audit log; last, removes the id from the tombstone.
    public func forget(_ user: UserID) async throws(RepositoryError) -> Remains {
        // Outside the transaction that writes to it, which could not create it.
        try await store.ask(CreateCollection(Schema.forgotten))
        let digest = try await store.ask(Transact(PutTombstone(user: user)))
        try await FenceRaising(store: store).raise()
        let erased = try await store.ask(Erase(user: user), as: .background)
        _ = try await MongoAuditRepository(store: store).forget(user)
        try await store.ask(FinishTombstone(digest: digest))
        _ = try await tombstones.tombstones(in: store, fresh: true)
        return erased
    }

    /// Counts by index; the tombstones are read again.
    public func remains(of user: UserID) async throws(RepositoryError) -> Remains {
        let known = try await tombstones.tombstones(in: store, fresh: true)
        var remains = try await store.ask(CountRemains(user: user))
        remains.isForgotten = known.contain(user)
        return remains
    }

    /// Deletes the tombstone; every process follows within a second.
    public func readmit(_ user: UserID) async throws(RepositoryError) -> Bool {
        let known = try await tombstones.tombstones(in: store, fresh: true)
        guard known.contain(user) else { return false }
        let digest = Tombstones.digest(of: user, salt: known.salt)
        let wasThere = try await store.ask(Transact(TakeTombstone(digest: digest)))
        _ = try await tombstones.tombstones(in: store, fresh: true)
        return wasThere
    }

    /// Tombstones that still contain the id of their user.
    public func unfinished() async throws(RepositoryError) -> [UserID] {
        let filter = BSON { filter in filter.document("user") { $0.append("$exists", true) } }
        return try await store.ask(Find<Tombstone>(Schema.forgotten, filter: filter))
            .compactMap(\.user).sorted()
    }

    /// From the tombstones that appends use, too: one small read a second.
    public func erased() async throws(RepositoryError) -> ErasedUsers {
        var known = try await tombstones.tombstones(in: store)
        if known.salt.isEmpty {
            // Several servers may start on an empty store at once: the salt of the first one stays.
            try await store.ask(PutSalt())
            known = try await tombstones.tombstones(in: store, fresh: true)
        }
        return ErasedUsers(salt: UserSalt(known.salt), hashes: known.hashes)
    }

    /// The number of erased users.
    public func count() async throws(RepositoryError) -> Int {
        try await store.ask(Count(Schema.forgotten, filter: Tombstone.any))
    }
}

/// Writes a tombstone and raises the number, or creates both; returns the digest of the user.
private struct PutTombstone: Operation {
    let user: UserID

    func execute(on client: inout Client) throws(StoreError) -> [UInt8] {
        let fence = try Fence.read(on: &client)
        let salt = fence?.salt ?? Fence.newSalt()
        let digest = Tombstones.digest(of: user, salt: salt)
        let stone = BSON { update in
            update.document("$set") { $0.append("user", user.text) }
            update.document("$currentDate") { $0.append("time", true) }
        }
        _ = try BulkUpdate(
            Schema.forgotten, [(Tombstone.filter(digest), stone)], upsert: true
        ).execute(on: &client)
        let raise = BSON { update in
            update.document("$inc") { $0.append("number", Int64(1)) }
            update.document("$setOnInsert") { $0.append("salt", binary: salt) }
        }
        _ = try BulkUpdate(Schema.forgotten, [(Fence.filter, raise)], upsert: true)
            .execute(on: &client)
        return digest
    }
}

/// Deletes a tombstone, and changes the number so that all processes read the tombstones again.
private struct TakeTombstone: Operation {
    let digest: [UInt8]

    func execute(on client: inout Client) throws(StoreError) -> Bool {
        let taken = try DeleteMany(Schema.forgotten, filter: Tombstone.filter(digest))
            .execute(on: &client)
        let raise = BSON { update in
            update.document("$inc") { $0.append("number", Int64(1)) }
        }
        _ = try UpdateMany(Schema.forgotten, filter: Fence.filter, update: raise)
            .execute(on: &client)
        return taken > 0
    }
}

/// Removes the id from the tombstone of a finished erasure.
private struct FinishTombstone: Operation {
    let digest: [UInt8]

    func execute(on client: inout Client) throws(StoreError) {
        let update = BSON { update in update.document("$unset") { $0.append("user", true) } }
        _ = try UpdateMany(
            Schema.forgotten, filter: Tombstone.filter(digest), update: update
        ).execute(on: &client)
    }
}

/// Deletes and counts all data of a user.
private struct Erase: Operation {
    let user: UserID

    func execute(on client: inout Client) throws(StoreError) -> Remains {
        try Remains(of: user, isForgotten: true) { (collection, filter) throws(StoreError) in
            try DeleteMany(collection, filter: filter).execute(on: &client)
        }
    }
}

private struct CountRemains: Operation {
    let user: UserID

    func execute(on client: inout Client) throws(StoreError) -> Remains {
        try Remains(of: user, isForgotten: false) { (collection, filter) throws(StoreError) in
            try Count(collection, filter: filter).execute(on: &client)
        }
    }
}

extension Remains {
    /// - Parameter count: applies an operation to all documents of a collection that match a
    ///   filter, and returns their number.
    fileprivate init(
        of user: UserID, isForgotten: Bool,
        _ count: (String, BSON) throws(StoreError) -> Int
    ) throws(StoreError) {
        let own = BSON { $0.append("user", user.text) }
        let id = BSON { $0.append("_id", user.text) }
        self.init(
            behaviors: try count(Schema.behaviors, own), weights: try count(Schema.weights, id),
            profiles: try count(Schema.profiles, id), isForgotten: isForgotten)
    }
}
