internal import Interest
package import Mongo

/// The users who were erased from a database, whom the restore of an older backup must skip.
package struct KeptOut: Sendable {
    private let tombstones: Tombstones

    /// The number of erased users.
    package var count: Int { tombstones.digests.count }

    /// Reads the erased users of a database.
    package struct Read: Operation {
        /// Creates the operation.
        package init() {}

        /// Returns an empty list when no user was ever erased.
        package func execute(on client: inout Client) throws(StoreError) -> KeptOut {
            KeptOut(tombstones: try ReadTombstones(known: .none).execute(on: &client))
        }
    }

    /// Whether a document of a collection belongs to an erased user.
    package func concern(_ document: BSON, of collection: String) -> Bool {
        guard count > 0 else { return false }
        let key: String
        switch collection {
        case Schema.behaviors: key = "user"
        case Schema.weights, Schema.profiles: key = "_id"
        default: return false
        }
        let user = try? document.read { (reader) throws(StoreError) in try reader.string(key) }
        return user.map { tombstones.contain(UserID(unchecked: $0)) } ?? false
    }

    /// Adds the tombstones of a backup to the present ones, which are never dropped: an interrupted
    /// restore must not lose them.
    package struct Merge: Operation {
        private let documents: [BSON]

        /// Creates the operation for documents of the backup's collection.
        package init(_ documents: [BSON]) { self.documents = documents }

        /// Of two fences, the later one is kept.
        package func execute(on client: inout Client) throws(StoreError) {
            for document in documents {
                guard
                    let stone = try? document.read({ (reader) throws(StoreError) in
                        try Tombstone(reading: reader)
                    })
                else {
                    let number = try document.read { (reader) throws(StoreError) in
                        try Fence(reading: reader).number
                    }
                    let later = BSON { update in
                        update.document("$max") { $0.append("number", number) }
                    }
                    _ = try UpdateMany(Schema.forgotten, filter: Fence.filter, update: later)
                        .execute(on: &client)
                    continue
                }
                _ = try ReplaceOne(
                    Schema.forgotten, filter: Tombstone.filter(stone.digest),
                    replacement: document, upsert: true
                ).execute(on: &client)
            }
        }
    }

    /// Sets up the fence for the restored collections, if there is one.
    package struct RaiseFence: Operation {
        /// Creates the operation.
        package init() {}

        /// New collections have no fence. A store that never erased a user needs none: there the
        /// document holds the salt alone.
        package func execute(on client: inout Client) throws(StoreError) {
            guard let fence = try Fence.read(on: &client), fence.number > 0 else { return }
            for collection in FenceRaising.collections {
                try CreateCollection(collection).execute(on: &client)
                try SetFence(collection: collection, number: fence.number).execute(on: &client)
            }
        }
    }

    /// Throws when the tombstones of a backup use another salt.
    package func require(saltOf fence: BSON?) throws(StoreError) {
        guard count > 0, let fence else { return }
        let other = try fence.read { (reader) throws(StoreError) in try Fence(reading: reader) }
        // A backup without tombstones has none that this salt would not find.
        guard other.number == 0 || other.salt == tombstones.salt else { throw .otherSalt }
    }
}

extension StoreError {
    fileprivate static var otherSalt: StoreError {
        StoreError(
            .malformed,
            "the tombstones of this database and of the backup use different salts: the backup is "
                + "from another database, so restore it into an empty one")
    }
}
