package import Interest
package import Mongo

extension MongoRepositories {
    /// The collections of the database, without those of MongoDB and those about processes: a
    /// server that ran before a backup is irrelevant after a restore.
    package func collections() async throws(RepositoryError) -> [String] {
        try await store.ask(ListCollections()).filter {
            !$0.hasPrefix("system.") && $0 != RestoreCheckpoint.collection && $0 != Schema.servers
        }
    }

    /// The collections with any document except the format mark, which is written at every opening.
    package func occupied() async throws(RepositoryError) -> [String] {
        var occupied: [String] = []
        for collection in try await collections() {
            let filter = collection == Schema.settings ? FormatMark.others : .empty
            let any = FindOne<BSON>(collection, filter: filter)
            if try await store.ask(any) != nil { occupied.append(collection) }
        }
        return occupied
    }

    /// The folder of an interrupted restore into this database; nil when there is none.
    package func brokenRestore() async throws(RepositoryError) -> String? {
        try await store.ask(RestoreCheckpoint.Read())?.folder
    }

    /// Throws while the database contains an incomplete restore.
    func requireWhole() async throws(RepositoryError) {
        guard let folder = try await brokenRestore() else { return }
        throw RepositoryError(
            .refused,
            "a restore from \(folder) into this database was interrupted, so the database is "
                + "incomplete: run ebb restore again, with --yes")
    }
}

/// The mark of a running restore: written first, deleted last.
package enum RestoreCheckpoint {
    static let collection = "restoring"
    private static let filter = BSON { $0.append("_id", "restore") }

    struct Mark: BSONDecodable {
        let folder: String

        init(reading document: borrowing BSONReader) throws(StoreError) {
            folder = try document.string("folder")
        }
    }

    struct Read: Operation {
        func execute(on client: inout Client) throws(StoreError) -> Mark? {
            try FindOne(collection, filter: filter).execute(on: &client)
        }
    }

    /// Starts a restore.
    package struct Put: Operation {
        private let folder: String

        /// Creates the operation with the folder of the backup.
        package init(folder: String) { self.folder = folder }

        /// Writes or replaces the mark.
        package func execute(on client: inout Client) throws(StoreError) {
            let mark = BSON { document in
                document.append("_id", "restore")
                document.append("folder", folder)
            }
            _ = try ReplaceOne(collection, filter: filter, replacement: mark, upsert: true)
                .execute(on: &client)
        }
    }

    /// Ends a restore.
    package struct Remove: Operation {
        /// Takes nothing.
        package init() {}

        /// Drops the collection of the mark, which contains nothing else.
        package func execute(on client: inout Client) throws(StoreError) {
            try DropCollection(collection).execute(on: &client)
        }
    }
}
