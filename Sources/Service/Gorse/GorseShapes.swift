internal import Foundation
internal import Interest

// Gorse's shapes: these fields and no more, in its order. An item's title is its Comment. What
// comes in may hold more, which is skipped.

extension JSON: JSONWriter.Value {
    func write(to json: inout JSONWriter) { json.write(raw: description) }
}

extension Profile: GorseRecord {
    static var plural: String { "Users" }

    static var schema: JSONSchema {
        .object([
            .needed("UserId", .text()), .needed("Labels", .anything), .needed("Comment", .text()),
        ])
    }

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("UserId", id.text)
            json.field("Labels", labels.json)
            json.field("Comment", comment)
        }
    }
}

extension Item: GorseRecord {
    static var plural: String { "Items" }

    static var schema: JSONSchema {
        .object([
            .needed("ItemId", .text()), .needed("IsHidden", .flag),
            .needed("Categories", .array(.text())), .needed("Timestamp", .moment),
            .needed("Labels", .anything), .needed("Comment", .text()),
        ])
    }

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("ItemId", id.text)
            json.field("IsHidden", hidden)
            json.field("Categories", all: categories)
            json.field("Timestamp", (time ?? .goZero).description)
            json.field("Labels", labels.json)
            json.field("Comment", title ?? "")
        }
    }
}

extension GorseFeedback: GorseRecord {
    static var plural: String { "Feedback" }

    /// Of its user, item and type the sum of all behaviors.
    static var schema: JSONSchema {
        .object([
            .needed("FeedbackType", .text()), .needed("UserId", .text()),
            .needed("ItemId", .text()), .needed("Value", .number()),
            .needed("Timestamp", .moment), .needed("Updated", .moment),
            .needed("Labels", .anything), .needed("Comment", .text()),
        ])
    }

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("FeedbackType", key.action.text)
            json.field("UserId", key.user.text)
            json.field("ItemId", key.item.text)
            json.field("Value", value)
            json.field("Timestamp", time.description)
            json.field("Updated", updated.description)
            json.field("Labels", note?.labels.json ?? .null)
            json.field("Comment", note?.comment ?? "")
        }
    }
}

/// Something that Gorse lists page by page.
protocol GorseRecord: JSONAnswer {
    /// The field of a page that holds the list.
    static var plural: String { get }
}

/// A page of a list.
struct GorsePage<Record: GorseRecord>: JSONAnswer {
    /// Where the next page begins; nil behind the last.
    let next: String?
    let records: [Record]

    static var schema: JSONSchema {
        .object([.needed("Cursor", .text()), .needed(Record.plural, .array(Record.schema))])
    }

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("Cursor", next.map(GorseCursor.encode) ?? "")
            json.field(Record.plural, all: records)
        }
    }
}

/// What Gorse answers to a change.
struct RowsAffected: JSONAnswer {
    let count: Int

    static var schema: JSONSchema {
        .object([.needed("RowAffected", .whole(0...Int(Int32.max)))])
    }

    func write(to json: inout JSONWriter) {
        json.object { $0.field("RowAffected", count) }
    }
}

/// An item or a user with its score.
struct Score: JSONAnswer {
    let id: String
    let score: Double

    static var schema: JSONSchema {
        .object([.needed("Id", .text()), .needed("Score", .number())])
    }

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("Id", id)
            json.field("Score", score)
        }
    }
}

/// Where a list goes on, as Gorse gives it: base64, so that nobody takes it for anything but an
/// answer to hand back. Empty is the beginning, and the end.
enum GorseCursor {
    /// The cursor behind `text`.
    static func encode(_ text: String) -> String { Data(text.utf8).base64EncodedString() }

    /// What a cursor says; nil where it is empty.
    static func decode(_ cursor: String?) throws(Failure) -> String? {
        guard let cursor, !cursor.isEmpty else { return nil }
        guard let data = Data(base64Encoded: cursor),
            let text = String(validating: data, as: UTF8.self)
        else { throw .badRequest("the cursor is not one that was given out here") }
        return text
    }
}
