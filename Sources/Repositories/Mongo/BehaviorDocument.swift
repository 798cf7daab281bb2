internal import Interest
package import Mongo

// {_id: "evt-1" or BinData, user, item, action, value?, time: ISODate,
//  note?: {labels?: ["gift"], comment: ""}, pending: true or fold: 7, fence?: 3}

extension LoggedBehavior {
    /// The document in the log, where nobody was ever erased.
    package var bson: BSON { bson(fence: 0) }

    /// The document in the log, stamped with the tombstones that were known where there are any.
    package func bson(fence: Int64) -> BSON {
        BSON { document in
            key.append(to: &document, as: "_id")
            document.append("user", behavior.user.text)
            document.append("item", behavior.item.text)
            document.append("action", behavior.action.text)
            if let value = behavior.value { document.append("value", value) }
            document.append("time", date: behavior.time.milliseconds)
            if let note = behavior.note {
                document.document("note") { inner in
                    if note.labels != .none { inner.append("labels", note.labels.json) }
                    inner.append("comment", note.comment)
                }
            }
            if let fold {
                document.append("fold", Int64(fold))
            } else {
                document.append("pending", true)
            }
            if fence > 0 { document.append("fence", fence) }
        }
    }
}

extension LoggedBehavior: BSONDecodable {
    /// Reads a document of the log.
    package init(reading document: borrowing BSONReader) throws(StoreError) {
        let key = try BehaviorKey(reading: document)
        var event: EventID?
        if case .event(let id) = key { event = id }
        self.init(
            Behavior(
                event: event, user: UserID(unchecked: try document.string("user")),
                item: ItemID(unchecked: try document.string("item")),
                action: Action(unchecked: try document.string("action")),
                value: try document.optionalDouble("value"),
                time: Timestamp(milliseconds: try document.date("time")),
                note: try Note(reading: document)),
            key: key, fold: try document.optionalInt64("fold").map(Int.init))
    }
}

extension Note {
    fileprivate convenience init?(reading document: borrowing BSONReader) throws(StoreError) {
        let said = try document.optionalDocument("note") { inner throws(StoreError) in
            (labels: try Labels(reading: inner), comment: try inner.string("comment"))
        }
        guard let said else { return nil }
        self.init(labels: said.labels, comment: said.comment)
    }
}

extension BehaviorKey {
    /// Writes the key as a field of `document`.
    func append(to document: inout BSONWriter, as name: String) {
        switch self {
        case .event(let id): document.append(name, id.text)
        case .digest(let bytes): document.append(name, binary: bytes)
        }
    }

    /// Writes the key as the next of `list`.
    func append(to list: inout BSONArrayWriter) {
        switch self {
        case .event(let id): list.append(id.text)
        case .digest(let bytes): list.append(binary: bytes)
        }
    }

    init(reading document: borrowing BSONReader) throws(StoreError) {
        if let text = try? document.string("_id") {
            self = .event(EventID(unchecked: text))
        } else {
            self = .digest(try document.binary("_id"))
        }
    }
}
