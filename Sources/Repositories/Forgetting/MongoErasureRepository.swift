public import Interest
internal import Mongo
internal import Work

/// Erases users from MongoDB: from the collections `behaviors`, `weights` and `profiles`. Keeps
/// their tombstones in `forgotten`.
///
/// The tombstone comes first. It names the user while the erasure lasts, and reads leave out whom
/// it names, so a long log may be deleted in steps. The log is erased first, then the weights: a
/// fold that read a behavior before the deletion conflicts with it when it marks the behavior, and
/// starts again without it.
public struct MongoErasureRepository: ErasureRepository {
    private let store: Store
    private let tombstones: RecentTombstones

    init(store: Store, tombstones: RecentTombstones) {
        self.store = store
        self.tombstones = tombstones
    }

    /// How many behaviors one operation deletes.
    package static let batch = 1000

    /// Writes the tombstone and raises the fence; then deletes the weights and the profile.
    public func begin(_ user: UserID, readmits: Bool) async throws(RepositoryError) -> Remains {
        // Outside the transaction that writes to it, which could not create it.
        try await store.ask(CreateCollection(Schema.forgotten))
        try await store.ask(Transact(PutTombstone(user: user, readmits: readmits)))
        try await FenceRaising(store: store).raise()
        _ = try await tombstones.tombstones(in: store, fresh: true)
        return try await store.ask(EraseDocuments(user: user), as: .background)
    }

    /// Deletes behaviors by the index on user and time; with the last of them the weights and the
    /// profile that a fold or a request of another process has made meanwhile, and the targets in
    /// the audit log; last, removes the id from the tombstone.
    public func erase(
        _ user: UserID, atMost limit: Int
    ) async throws(RepositoryError) -> ErasureStep {
        var erased = Remains(behaviors: 0, weights: 0, profiles: 0, isForgotten: true)
        while true {
            let batch = min(Self.batch, limit - erased.behaviors)
            guard batch > 0 else { return ErasureStep(erased: erased, isFinished: false) }
            let step = try await store.ask(
                EraseBehaviors(user: user, limit: batch), as: .background)
            erased.behaviors += step.count
            if step.isEnd { break }
        }
        let rest = try await store.ask(EraseDocuments(user: user), as: .background)
        (erased.weights, erased.profiles) = (rest.weights, rest.profiles)
        _ = try await MongoAuditRepository(store: store).forget(user)
        try await store.ask(Transact(FinishTombstone(user: user)))
        _ = try await tombstones.tombstones(in: store, fresh: true)
        return ErasureStep(erased: erased, isFinished: true)
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

/// Writes a tombstone and raises the number, or creates both.
private struct PutTombstone: Operation {
    let user: UserID
    let readmits: Bool

    func execute(on client: inout Client) throws(StoreError) {
        let fence = try Fence.read(on: &client)
        let salt = fence?.salt ?? Fence.newSalt()
        let digest = Tombstones.digest(of: user, salt: salt)
        let own = Tombstone.filter(digest)
        let there = try FindOne<Tombstone>(Schema.forgotten, filter: own).execute(on: &client)
        // A user who was to stay out stays out, however often they are erased.
        let readmits = readmits && (there?.readmits ?? true)
        let stone = BSON { update in
            update.document("$set") { fields in
                fields.append("user", user.text)
                fields.append("readmits", readmits)
            }
            update.document("$currentDate") { $0.append("time", true) }
        }
        _ = try BulkUpdate(Schema.forgotten, [(own, stone)], upsert: true).execute(on: &client)
        let raise = BSON { update in
            update.document("$inc") { $0.append("number", Int64(1)) }
            update.document("$setOnInsert") { $0.append("salt", binary: salt) }
        }
        _ = try BulkUpdate(Schema.forgotten, [(Fence.filter, raise)], upsert: true)
            .execute(on: &client)
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

/// Removes the id from the tombstone of a finished erasure, or the whole tombstone of a user who
/// may come again.
private struct FinishTombstone: Operation {
    let user: UserID

    func execute(on client: inout Client) throws(StoreError) {
        guard let fence = try Fence.read(on: &client) else { return }
        let digest = Tombstones.digest(of: user, salt: fence.salt)
        let own = Tombstone.filter(digest)
        let there = try FindOne<Tombstone>(Schema.forgotten, filter: own).execute(on: &client)
        if there?.readmits == true {
            _ = try TakeTombstone(digest: digest).execute(on: &client)
            return
        }
        let update = BSON { update in
            update.document("$unset") { fields in
                fields.append("user", true)
                fields.append("readmits", true)
            }
        }
        _ = try UpdateMany(Schema.forgotten, filter: own, update: update).execute(on: &client)
    }
}

/// Deletes the first behaviors of a user, malformed ones too.
private struct EraseBehaviors: Operation {
    let user: UserID
    let limit: Int

    func execute(on client: inout Client) throws(StoreError) -> (count: Int, isEnd: Bool) {
        let keys = Schema.userTime.keys
        let found = try Find<AnyKey>(
            Schema.behaviors, filter: BSON { $0.append("user", user.text) },
            options: FindOptions(
                sort: keys, projection: BSON { $0.append("_id", Int32(1)) }, limit: limit,
                batchSize: limit, hint: keys)
        ).execute(on: &client)
        guard !found.isEmpty else { return (0, true) }
        let filter = BSON { document in
            document.document("_id") { condition in
                condition.array("$in") { list in
                    for key in found { list.append(idIn: key.document) }
                }
            }
        }
        let count = try DeleteMany(Schema.behaviors, filter: filter).execute(on: &client)
        return (count, found.count < limit)
    }
}

/// The id of a document, whatever its type.
private struct AnyKey: BSONDecodable {
    let document: BSON

    init(reading document: borrowing BSONReader) throws(StoreError) {
        self.document = try document.only("_id")
    }
}

/// Deletes the weights and the profile of a user.
private struct EraseDocuments: Operation {
    let user: UserID

    func execute(on client: inout Client) throws(StoreError) -> Remains {
        let id = BSON { $0.append("_id", user.text) }
        return Remains(
            behaviors: 0,
            weights: try DeleteMany(Schema.weights, filter: id).execute(on: &client),
            profiles: try DeleteMany(Schema.profiles, filter: id).execute(on: &client),
            isForgotten: true)
    }
}

private struct CountRemains: Operation {
    let user: UserID

    func execute(on client: inout Client) throws(StoreError) -> Remains {
        let own = BSON { $0.append("user", user.text) }
        let id = BSON { $0.append("_id", user.text) }
        return Remains(
            behaviors: try Count(Schema.behaviors, filter: own).execute(on: &client),
            weights: try Count(Schema.weights, filter: id).execute(on: &client),
            profiles: try Count(Schema.profiles, filter: id).execute(on: &client),
            isForgotten: false)
    }
}
