public import Interest
package import Mongo
public import Work

/// The servers of a store in MongoDB: the collection `servers`.
///
/// `newest` and `trim` use the index on `started`. A store has few records, because each server
/// trims them when it starts.
public struct MongoServerRepository: ServerRepository {
    private let store: Store

    package init(store: Store) { self.store = store }

    /// Updates the record of a server.
    public func put(_ server: ServerRecord) async throws(RepositoryError) {
        let filter = BSON { $0.append("_id", server.owner.run) }
        _ = try await store.ask(
            ReplaceOne(
                Schema.servers, filter: filter, replacement: ServerDocument(record: server).bson,
                upsert: true))
    }

    /// The servers with the latest start.
    public func newest(_ limit: Int) async throws(RepositoryError) -> [ServerRecord] {
        guard limit > 0 else { return [] }
        return try await find(FindOptions(sort: Self.newestFirst, limit: limit))
    }

    /// Deletes the oldest records.
    public func trim(keeping count: Int) async throws(RepositoryError) {
        let old = try await find(FindOptions(sort: Self.newestFirst, skip: count))
            .filter { $0.stopped ?? $0.acknowledged != nil }
        guard !old.isEmpty else { return }
        let filter = BSON { filter in
            filter.document("_id") {
                $0.array("$in") { list in old.forEach { list.append($0.owner.run) } }
            }
        }
        _ = try await store.ask(DeleteMany(Schema.servers, filter: filter))
    }

    private func find(_ options: FindOptions) async throws(RepositoryError) -> [ServerRecord] {
        let find = Sift<ServerDocument>(Schema.servers, filter: .empty, options: options)
        return try await store.ask(find).documents().map(\.record)
    }

    private static let newestFirst = Schema.descending("started", "_id")
}

// {_id: the run, host, process, run, address, version, started, updated, stopped?, acknowledged?}

/// A server, as stored in its record.
struct ServerDocument: BSONDecodable {
    let record: ServerRecord

    init(record: ServerRecord) { self.record = record }

    var bson: BSON {
        BSON { document in
            document.append("_id", record.owner.run)
            document.append(owner: record.owner)
            document.append("address", record.address)
            document.append("version", record.version)
            document.append("started", date: record.started.milliseconds)
            document.append("updated", date: record.updated.milliseconds)
            if let time = record.stopped { document.append("stopped", date: time.milliseconds) }
            if let time = record.acknowledged {
                document.append("acknowledged", date: time.milliseconds)
            }
        }
    }

    init(reading document: borrowing BSONReader) throws(StoreError) {
        // The id is the run, by which a record is replaced.
        _ = try document.string("_id")
        var record = ServerRecord(
            owner: try ProcessOwner(reading: document), address: try document.string("address"),
            version: try document.string("version"),
            started: Timestamp(milliseconds: try document.date("started")))
        record.updated = Timestamp(milliseconds: try document.date("updated"))
        record.stopped = try document.optionalDate("stopped").map(Timestamp.init(milliseconds:))
        record.acknowledged = try document.optionalDate("acknowledged")
            .map(Timestamp.init(milliseconds:))
        self.record = record
    }
}
