internal import Interest
package import Mongo

/// Who was erased from a database before an older backup comes over it: he must not come back.
package struct KeptOut: Sendable {
    private let tombstones: Tombstones

    /// How many people that are.
    package var count: Int { tombstones.digests.count }

    /// Reads who is kept out of a database.
    package struct Read: Operation {
        /// Takes nothing.
        package init() {}

        /// Nobody where nobody was ever erased.
        package func execute(on client: inout Client) throws(StoreError) -> KeptOut {
            KeptOut(tombstones: try ReadTombstones(known: .none).execute(on: &client))
        }
    }

    /// Whether a document of a collection is about somebody who is kept out.
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

    /// Adds a backup's tombstones to those that are there, which are never dropped: a restore that
    /// is broken off must not lose them.
    package struct Merge: Operation {
        private let documents: [BSON]

        /// Takes documents of the backup's collection.
        package init(_ documents: [BSON]) { self.documents = documents }

        /// Of two fences the later one counts.
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

    /// Puts the fence up around what was restored, where there is one.
    package struct RaiseFence: Operation {
        /// Takes nothing.
        package init() {}

        /// New collections have none.
        package func execute(on client: inout Client) throws(StoreError) {
            guard let fence = try Fence.read(on: &client) else { return }
            for collection in FenceRaising.collections {
                try CreateCollection(collection).execute(on: &client)
                try SetFence(collection: collection, number: fence.number).execute(on: &client)
            }
        }
    }

    /// Throws where a backup's tombstones go by another salt than these.
    package func require(saltOf fence: BSON?) throws(StoreError) {
        guard count > 0, let fence else { return }
        let salt = try fence.read { (reader) throws(StoreError) in try reader.binary("salt") }
        guard salt == tombstones.salt else { throw .otherSalt }
    }
}

extension StoreError {
    fileprivate static var otherSalt: StoreError {
        StoreError(
            .malformed,
            "this database knows people who were erased by another salt than the backup: it is a "
                + "backup of another database, so restore it into an empty one")
    }
}
