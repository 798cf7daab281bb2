import Foundation
import Interest
import Mongo
import Repositories

// The change stream is only asked which documents changed, never for the documents: an event with
// a document of 16 MB in it is more than a reply can hold, and a document that changed a hundred
// times is read once. What a document says now is found by its _id afterward, and only the fields
// that are read are asked for.

/// A collection of another MongoDB database, which is read and whose changes are followed.
///
/// One lane, so that a cursor is always asked for more in the session that opened it. What is held
/// at once is one reply of the server: at most 16 MB, and one document.
struct CollectionSource: Sendable {
    /// How many documents or changes a reply has at most.
    static let batchMax = 1000
    /// How long the server waits for a change before it answers that nothing came.
    static let waitMax = Duration.seconds(1)
    /// The server's codes that say that a place in the change stream is lost: InvalidResumeToken,
    /// ChangeStreamFatalError and ChangeStreamHistoryLost.
    private static let lost: Set<Int32> = [260, 280, 286]

    let store: Store
    let collection: String
    /// The ways to the fields that are wanted; nil for all.
    var paths: [String]?
    /// What reads of documents must not be older than: the newest moment that the stream has told
    /// of. Without it, a new primary may answer from before what the old one told.
    var since: ClusterTime?

    init(uri: String, database: String, collection: String) throws(StoreError) {
        var configuration = StoreConfiguration(uri: uri, database: database)
        configuration.lanes = 1
        configuration.appName = "ebb follow"
        store = try Store(configuration)
        self.collection = collection
    }

    /// Ids and texts of documents.
    struct Document: Sendable {
        let id: BSON
        let text: [UInt8]
    }

    /// What changed.
    struct Change: Sendable {
        enum Kind: Sendable { case insert, other, end(String) }
        let kind: Kind
        let id: BSON
        let time: Timestamp
    }

    /// What changed behind a place.
    struct Changes: Sendable {
        var changes: [Change]
        var token: String
        /// The cursor that has more.
        var cursor: Int64
        /// When that was, by the source's logical clock.
        var time: ClusterTime?
    }

    /// Throws one sentence if the source cannot be followed.
    func check(_ database: String) async throws {
        let hello = try await store.perform(
            RunCommand(database: "admin", BSON { $0.append("hello", Int32(1)) }))
        let isFollowable = try hello.read { (reader) throws(StoreError) in
            let set = try reader.optionalString("setName")
            let kind = try reader.optionalString("msg")
            return set != nil || kind == "isdbgrid"
        }
        guard isFollowable else {
            throw Failure(
                "the source is a standalone MongoDB server, which has no change streams: start "
                    + "its mongod with --replSet and run rs.initiate() in mongosh (one member is "
                    + "enough)")
        }
        let names: [String]
        do throws(StoreError) {
            names = try await store.perform(ListCollections())
        } catch {
            // A user who may read only this collection may not list all.
            guard error.code == .unauthorized else { throw error }
            return
        }
        guard !names.contains(collection) else { return }
        let others = names.filter { !$0.hasPrefix("system.") }.prefix(20)
        throw Failure(
            "the database \"\(database)\" has no collection \"\(collection)\": it has "
                + (others.isEmpty ? "none" : others.joined(separator: ", ")))
    }

    /// The texts of some documents, with all their fields.
    func sample(_ limit: Int) async throws(StoreError) -> [[UInt8]] {
        var whole = self
        whole.paths = nil
        return try await whole.find(limit: limit) { _ in }.documents.map(\.text)
    }

    /// The first documents in the order of `_id`, from one on; `page(of:)` has more.
    func documents(from id: BSON?) async throws(StoreError) -> (
        documents: [Document], cursor: Int64
    ) {
        try await find { command in
            command.document("sort") { $0.append("_id", Int32(1)) }
            command.document("hint") { $0.append("_id", Int32(1)) }
            // Unlike a filter, it compares with ids of every type.
            if let id { command.append("min", bson: id) }
        }
    }

    /// The first documents with these ids, in any order; `page(of:)` has more.
    func documents(
        _ ids: [SourceID]
    ) async throws(StoreError) -> (documents: [Document], cursor: Int64) {
        let filter = try SourceID.filter(ids)
        return try await find { $0.append("filter", bson: filter) }
    }

    /// Those of these documents that are there.
    func present(_ ids: [SourceID]) async throws(StoreError) -> Set<SourceID> {
        var narrow = self
        narrow.paths = []
        let filter = try SourceID.filter(ids)
        let found = try await narrow.find(limit: ids.count) { $0.append("filter", bson: filter) }
        return Set(found.documents.compactMap { SourceID($0.id) })
    }

    private func find(
        limit: Int = 0, _ build: (inout BSONWriter) -> Void
    ) async throws(StoreError) -> (documents: [Document], cursor: Int64) {
        let command = BSON { command in
            command.append("find", collection)
            build(&command)
            if let paths {
                command.document("projection") { fields in
                    fields.append("_id", Int32(1))
                    for path in paths where path != "_id" { fields.append(path, Int32(1)) }
                }
            }
            // What a minority has could be rolled back, and no change would tell of it.
            command.document("readConcern") { concern in
                concern.append("level", "majority")
                if let since { concern.append("afterClusterTime", since) }
            }
            command.append("batchSize", Int64(limit > 0 ? limit : Self.batchMax))
            if limit > 0 {
                command.append("limit", Int64(limit))
                command.append("singleBatch", true)
            }
        }
        return try Self.documents(await store.perform(RunCommand(command)), "firstBatch")
    }

    /// More of a cursor.
    func page(of cursor: Int64) async throws(StoreError) -> (documents: [Document], cursor: Int64) {
        let command = BSON { command in
            command.append("getMore", cursor)
            command.append("collection", collection)
            command.append("batchSize", Int64(Self.batchMax))
        }
        return try Self.documents(await store.perform(RunCommand(command)), "nextBatch")
    }

    private static func documents(
        _ reply: BSON, _ batch: String
    ) throws(StoreError) -> (documents: [Document], cursor: Int64) {
        try reply.read { (reader) throws(StoreError) in
            try reader.document("cursor") { (cursor) throws(StoreError) in
                var documents: [Document] = []
                try cursor.forEachDocument(in: batch) { (document) throws(StoreError) in
                    documents.append(
                        Document(
                            id: try document.only("_id"), text: Array(document.bson.json.utf8)))
                }
                return (documents, try cursor.int64("id"))
            }
        }
    }

    /// Opens the change stream behind a place, or now; nil where the place is lost.
    func open(after token: String?) async throws(StoreError) -> Changes? {
        let command = BSON { command in
            command.append("aggregate", collection)
            command.array("pipeline") { stages in
                stages.document { stage in
                    stage.document("$changeStream") { options in
                        guard let token else { return }
                        options.document("resumeAfter") { $0.append("_data", token) }
                    }
                }
                stages.document { stage in
                    stage.document("$project") { fields in
                        fields.append("operationType", Int32(1))
                        fields.append("documentKey", Int32(1))
                        fields.document("came") { $0.append("$toDate", "$clusterTime") }
                    }
                }
            }
            command.document("cursor") { $0.append("batchSize", Int64(Self.batchMax)) }
        }
        return try await changes(command, "firstBatch")
    }

    /// More of the change stream; nil where it cannot go on from here.
    ///
    /// - Parameter wait: how long the server waits until something comes.
    func more(of cursor: Int64, wait: Duration) async throws(StoreError) -> Changes? {
        let command = BSON { command in
            command.append("getMore", cursor)
            command.append("collection", collection)
            command.append("batchSize", Int64(Self.batchMax))
            command.append("maxTimeMS", max(1, wait.components.seconds * 1000))
        }
        return try await changes(command, "nextBatch")
    }

    private func changes(
        _ command: BSON, _ batch: String
    ) async throws(StoreError) -> Changes? {
        let reply: BSON
        do throws(StoreError) {
            reply = try await store.perform(RunCommand(command))
        } catch {
            guard let code = error.server?.code, Self.lost.contains(code) else { throw error }
            return nil
        }
        return try reply.read { (reader) throws(StoreError) in
            let time = try reader.clusterTime("operationTime")
            return try reader.document("cursor") { (cursor) throws(StoreError) in
                let found = try cursor.decodeArray(batch, of: Change.self)
                let token = try cursor.document("postBatchResumeToken") {
                    (token) throws(StoreError) in try token.string("_data")
                }
                return Changes(
                    changes: found, token: token, cursor: try cursor.int64("id"), time: time)
            }
        }
    }
}

extension CollectionSource.Change: BSONDecodable {
    init(reading document: borrowing BSONReader) throws(StoreError) {
        time = Timestamp(milliseconds: try document.date("came"))
        let operation = try document.string("operationType")
        switch operation {
        case "insert": kind = .insert
        case "update", "replace", "delete": kind = .other
        default: kind = .end(operation)
        }
        id =
            try document.optionalDocument("documentKey") { (key) throws(StoreError) in
                try key.only("_id")
            } ?? .empty
    }
}
