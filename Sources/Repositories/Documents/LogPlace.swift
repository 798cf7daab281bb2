internal import Interest
package import Mongo

/// Where a behavior stands in the log: what its indexes have of it.
package struct LogPlace: Hashable, Sendable {
    /// Nil where it is not a text; only a malformed document has none.
    let user: UserID?
    let time: Timestamp
    let key: BehaviorKey

    /// The place of a behavior.
    package init(_ logged: LoggedBehavior) {
        user = logged.behavior.user
        time = logged.behavior.time
        key = logged.key
    }
}

extension LogPlace: BSONDecodable {
    package init(reading document: borrowing BSONReader) throws(StoreError) {
        user = (try? document.string("user")).map { UserID(unchecked: $0) }
        time = Timestamp(milliseconds: try document.date("time"))
        key = try BehaviorKey(reading: document)
    }
}

extension Sound<LoggedBehavior> {
    /// The place of the document. Throws where it has none: `BSONWriter.appendSoundKey` keeps such
    /// documents out of pages.
    func place() throws(StoreError) -> LogPlace {
        switch self {
        case .sound(let logged): return LogPlace(logged)
        case .malformed(let document):
            return try document.place.read { (place) throws(StoreError) in
                try LogPlace(reading: place)
            }
        }
    }
}

extension BSONWriter {
    /// A condition on ids: those of the types that behaviors have, so that a page can go on behind
    /// each. `ebb doctor` names the others.
    mutating func appendSoundKey() {
        document("_id") { $0.append("$type", strings: ["string", "binData"]) }
    }
}

/// The id of a document in the log.
struct LogKey: BSONDecodable {
    let key: BehaviorKey

    init(reading document: borrowing BSONReader) throws(StoreError) {
        key = try BehaviorKey(reading: document)
    }
}

/// A page of the log.
package struct LogPage: Sendable {
    /// The sound behaviors.
    package private(set) var logged: [LoggedBehavior]
    /// The malformed ones, which stand among them.
    package private(set) var malformed: [MalformedDocument]
    /// Where the page ends, be it sound or malformed; nil when the page is empty.
    package private(set) var last: LogPlace?

    /// - Parameter place: where the page begins, which is not part of it.
    init(_ found: [Sound<LoggedBehavior>], behind place: LogPlace?) throws(StoreError) {
        var found = found[...]
        if let place, let first = try found.first?.place(), first == place { found.removeFirst() }
        logged = found.compactMap(\.document)
        malformed = found.compactMap(\.malformed)
        last = try found.last?.place()
    }

    /// The sound behaviors, as the domain knows them.
    var behaviors: [Behavior] { logged.map(\.behavior) }
}

extension LogPlace {
    /// The place as a bound in the index on user and time. `min` is inclusive, so a page begins
    /// with the behavior behind which it should begin.
    var bound: BSON {
        BSON { document in
            if let user { document.append("user", user.text) }
            document.append("time", date: time.milliseconds)
            key.append(to: &document, as: "_id")
        }
    }
}
