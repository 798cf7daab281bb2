internal import Interest
internal import Mongo
internal import Work

// {_id: "orders", words: ["mongodb://…", "--collection", "orders", …], state, host, process, run,
//  started, updated, failure?, checkpoint: {phase: "changing", again, token?, after?, through?,
//  file?: {inode, head, headLength, offset}, documents, inserted, …}}

/// A followed source, as stored.
struct FollowDocument: BSONDecodable {
    let record: FollowRecord

    init(_ record: FollowRecord) { self.record = record }

    var bson: BSON {
        BSON { document in
            document.append("_id", record.name)
            document.append("words", strings: record.words)
            document.append("state", record.state.rawValue)
            document.append(owner: record.owner)
            document.append("started", date: record.started.milliseconds)
            document.append("updated", date: record.updated.milliseconds)
            if let failure = record.failure { document.append("failure", failure) }
            document.append(record.checkpoint)
        }
    }

    init(reading document: borrowing BSONReader) throws(StoreError) {
        var record = FollowRecord(
            name: try document.string("_id"), words: try document.strings("words"),
            owner: try ProcessOwner(reading: document),
            now: Timestamp(milliseconds: try document.date("started")))
        record.updated = Timestamp(milliseconds: try document.date("updated"))
        // An unknown state, from a later version, must not count as running.
        record.state = FollowRecord.State(rawValue: try document.string("state")) ?? .failed
        record.failure = try document.optionalString("failure")
        record.checkpoint = try document.document("checkpoint") { (inner) throws(StoreError) in
            try FollowCheckpoint(reading: inner)
        }
        self.record = record
    }
}

extension BSONWriter {
    /// Appends how far following has come, as one field.
    mutating func append(_ checkpoint: FollowCheckpoint) {
        document("checkpoint") { inner in
            inner.append("phase", checkpoint.phase.rawValue)
            inner.append("again", checkpoint.isAgain)
            if let token = checkpoint.token { inner.append("token", token) }
            if let after = checkpoint.after { inner.append("after", after) }
            if let time = checkpoint.through { inner.append("through", date: time.milliseconds) }
            if let file = checkpoint.file {
                inner.document("file") { place in
                    place.append("inode", Int64(file.inode))
                    place.append("head", file.head)
                    place.append("headLength", Int64(file.headLength))
                    place.append("offset", Int64(file.offset))
                }
            }
            for (name, field) in FollowCheckpoint.counts {
                inner.append(name, Int64(checkpoint[keyPath: field]))
            }
        }
    }
}

extension FollowCheckpoint {
    fileprivate typealias Field = any WritableKeyPath<FollowCheckpoint, Int> & Sendable
    fileprivate static let counts: [(name: String, field: Field)] = [
        ("documents", \.documents), ("inserted", \.inserted), ("removed", \.removed),
        ("repeated", \.repeated), ("forgotten", \.forgotten), ("passed", \.passed),
        ("rejected", \.rejected), ("kept", \.kept), ("rejectsLength", \.rejectsLength),
    ]

    fileprivate init(reading document: borrowing BSONReader) throws(StoreError) {
        self.init()
        phase = Phase(rawValue: try document.string("phase")) ?? .fresh
        isAgain = try document.optionalBool("again") ?? false
        token = try document.optionalString("token")
        after = try document.optionalString("after")
        through = try document.optionalDate("through").map(Timestamp.init(milliseconds:))
        file = try document.optionalDocument("file") { (place) throws(StoreError) in
            FilePlace(
                inode: Int(try place.int64("inode")), head: try place.string("head"),
                headLength: Int(try place.int64("headLength")),
                offset: Int(try place.int64("offset")))
        }
        for (name, field) in Self.counts { self[keyPath: field] = Int(try document.int64(name)) }
    }
}
