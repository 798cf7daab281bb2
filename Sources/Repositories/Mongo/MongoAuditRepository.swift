public import Interest
package import Mongo
public import Work

/// The audit log in MongoDB: the collection `audit`.
public struct MongoAuditRepository: AuditRepository {
    private let store: Store

    package init(store: Store) { self.store = store }

    /// Adds an entry, and waits for a majority.
    public func append(_ entry: AuditEntry, keeping limit: Int) async throws(RepositoryError) {
        let document = AuditDocument(entry: entry).bson
        _ = try await store.ask(InsertMany(Schema.audit, documents: [document]))
        // The newest entry beyond the limit: it is deleted with all older ones.
        let options = FindOptions(sort: Self.newestFirst, limit: 1, skip: limit)
        let find = Sift<AuditDocument>(Schema.audit, filter: .empty, options: options)
        guard let old = try await store.ask(find).documents().first?.entry else { return }
        let filter = BSON { filter in
            filter.document("time") { $0.append("$lte", date: old.time.milliseconds) }
        }
        _ = try await store.ask(DeleteMany(Schema.audit, filter: filter))
    }

    /// The latest entries.
    public func newest(
        _ limit: Int, before time: Timestamp?
    ) async throws(RepositoryError) -> [AuditEntry] {
        guard limit > 0 else { return [] }
        let filter = BSON { filter in
            if let time { filter.document("time") { $0.append("$lt", date: time.milliseconds) } }
        }
        let options = FindOptions(sort: Self.newestFirst, limit: limit)
        let find = Sift<AuditDocument>(Schema.audit, filter: filter, options: options)
        return try await store.ask(find).documents().map(\.entry)
    }

    /// Removes a user's id. Reads every entry: there are few, and this is rarely necessary.
    public func forget(_ user: UserID) async throws(RepositoryError) -> Int {
        let update = UpdateMany(
            Schema.audit, filter: BSON { $0.append("target", user.text) },
            update: BSON { $0.document("$unset") { $0.append("target", "") } })
        return try await store.ask(update).modified
    }

    private static let newestFirst = BSON { sort in
        sort.append("time", Int32(-1))
        sort.append("_id", Int32(-1))
    }
}

// {_id, time, operator, action, target?, detail?, status}

struct AuditDocument: BSONDecodable {
    let entry: AuditEntry

    init(entry: AuditEntry) { self.entry = entry }

    var bson: BSON {
        BSON { document in
            document.append("_id", entry.id)
            document.append("time", date: entry.time.milliseconds)
            document.append("operator", entry.operatorName)
            document.append("action", entry.action)
            if let target = entry.target { document.append("target", target) }
            if let detail = entry.detail { document.append("detail", detail) }
            document.append("status", Int64(entry.status))
        }
    }

    init(reading document: borrowing BSONReader) throws(StoreError) {
        entry = AuditEntry(
            id: try document.string("_id"),
            time: Timestamp(milliseconds: try document.date("time")),
            operatorName: try document.string("operator"),
            action: try document.string("action"), target: try document.optionalString("target"),
            detail: try document.optionalString("detail"),
            status: Int(try document.int64("status")))
    }
}
