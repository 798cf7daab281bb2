package import Interest
package import Mongo

extension MongoRepositories {
    /// The collections of the database, without MongoDB's own and without those that tell of
    /// processes: a server that ran before a backup says nothing about the store after a restore.
    package func collections() async throws(RepositoryError) -> [String] {
        try await store.ask(ListCollections()).filter {
            !$0.hasPrefix("system.") && $0 != RestoreMark.collection && $0 != Schema.servers
        }
    }

    /// The collections that hold anything but the mark of the format, which every opening writes.
    package func occupied() async throws(RepositoryError) -> [String] {
        var occupied: [String] = []
        for collection in try await collections() {
            let filter = collection == Schema.settings ? FormatMark.others : .empty
            let any = FindOne<BSON>(collection, filter: filter)
            if try await store.ask(any) != nil { occupied.append(collection) }
        }
        return occupied
    }

    /// Where a restore into this database was broken off, from which folder; nil where none was.
    package func brokenRestore() async throws(RepositoryError) -> String? {
        try await store.ask(RestoreMark.Read())?.folder
    }

    /// Throws while the database holds half a restore.
    func requireWhole() async throws(RepositoryError) {
        guard let folder = try await brokenRestore() else { return }
        throw RepositoryError(
            .refused,
            "a restore from \(folder) into this database was broken off, so a part of it is "
                + "missing: run ebb restore again, with --yes")
    }
}

/// Says that a restore is under way: written first, taken away last.
package enum RestoreMark {
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

    /// Begins one.
    package struct Put: Operation {
        private let folder: String

        /// Takes where it restores from.
        package init(folder: String) { self.folder = folder }

        /// Writes the mark, or another in its place.
        package func execute(on client: inout Client) throws(StoreError) {
            let mark = BSON { document in
                document.append("_id", "restore")
                document.append("folder", folder)
            }
            _ = try ReplaceOne(collection, filter: filter, replacement: mark, upsert: true)
                .execute(on: &client)
        }
    }

    /// Ends it.
    package struct Remove: Operation {
        /// Takes nothing.
        package init() {}

        /// Drops the mark's collection, too, which is nobody else's.
        package func execute(on client: inout Client) throws(StoreError) {
            try DropCollection(collection).execute(on: &client)
        }
    }
}
