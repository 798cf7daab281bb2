internal import Foundation
package import Interest
package import Mongo

// A behavior that a document of a followed source brought is known by that document: its event id
// is the follow's name, the document's _id, and the number of the behavior in the document.
//
//     orders/65e1f0aa12bd3c4e5f607182#1     an ObjectId, as 24 digits
//     orders/"A-1017"#2                     a text, in quotes
//     orders/1017#1                         a number; everything else as extended JSON
//
// So whatever is read twice is in the log once, all that a document brought lies side by side in
// the index on _id, and the _id can be read back from it.

/// The `_id` of a document in a followed source, as text that two different ones never share.
package struct SourceID: Hashable, Sendable {
    /// The most bytes of the text: an event id holds it and more.
    package static let lengthMax = 800

    /// The text.
    package let text: String

    /// Takes a text that was made by the other initializer.
    package init(unchecked text: String) { self.text = text }

    /// Takes a document with the one field `_id`; nil where the text would be too long.
    package init?(_ id: BSON) {
        let json = id.json
        guard json.hasPrefix(Self.opening), json.hasSuffix(Self.closing) else { return nil }
        let value = json.dropFirst(Self.opening.count).dropLast(Self.closing.count)
        guard value.utf8.count <= Self.lengthMax else { return nil }
        if value.hasPrefix(Self.objectID) {
            text = String(value.dropFirst(Self.objectID.count).prefix(24))
        } else {
            text = String(value)
        }
    }

    private static let opening = "{ \"_id\" : "
    private static let closing = " }"
    private static let objectID = "{ \"$oid\" : \""

    /// The value as extended JSON.
    package var json: String {
        let isObjectID = text.utf8.count == 24 && text.allSatisfy(\.isHexDigit)
        return isObjectID ? Self.objectID + text + "\" }" : text
    }

    /// The document with the one field `_id`.
    package var bson: BSON {
        get throws(StoreError) { try BSON(json: Self.opening + json + Self.closing) }
    }

    /// A filter for the documents with one of these.
    package static func filter(_ ids: [SourceID]) throws(StoreError) -> BSON {
        try BSON(json: "{\"_id\":{\"$in\":[" + ids.map(\.json).joined(separator: ",") + "]}}")
    }

    /// The event id of a behavior of the document.
    ///
    /// - Parameter part: its place in the document, from 0.
    package func event(of follow: String, part: Int) -> EventID {
        EventID(unchecked: "\(follow)/\(text)#\(part + 1)")
    }

    /// The ids of a follow's events that stand in a document: from the first up to the second.
    package func range(in follow: String) -> (from: String, upTo: String) {
        ("\(follow)/\(text)#", "\(follow)/\(text)$")
    }

    /// The document that an event id of a follow names.
    package init?(event: String, of follow: String) {
        guard event.hasPrefix(follow + "/"), let mark = event.lastIndex(of: "#") else {
            return nil
        }
        text = String(event[..<mark].dropFirst(follow.count + 1))
    }
}

/// What a document of a followed source says now.
package struct SourceChange<Record: Sendable>: Sendable {
    /// Which document.
    package let id: SourceID
    /// What it holds; nothing where it was deleted.
    package let records: [Record]
    /// Whether the store may have something of the document that it no longer says.
    package var mayHaveOthers: Bool

    /// Takes all three.
    package init(id: SourceID, records: [Record], mayHaveOthers: Bool) {
        self.id = id
        self.records = records
        self.mayHaveOthers = mayHaveOthers
    }

    /// The last change of each document, in the order of the last ones.
    package static func last(of changes: [SourceChange]) -> [SourceChange] {
        var seen: Set<SourceID> = []
        var repeated: Set<SourceID> = []
        for change in changes where !seen.insert(change.id).inserted {
            repeated.insert(change.id)
        }
        guard !repeated.isEmpty else { return changes }
        seen = []
        return changes.reversed().filter { seen.insert($0.id).inserted }.reversed().map { change in
            var change = change
            if repeated.contains(change.id) { change.mayHaveOthers = true }
            return change
        }
    }
}
