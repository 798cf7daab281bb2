internal import Foundation
internal import Hummingbird
internal import Interest

// Gorse's shapes: these fields and no more, in its order. An item's title is its Comment.

extension JSON: JSONWriter.Value {
    func write(to json: inout JSONWriter) { json.write(raw: description) }
}

extension JSONWriter {
    /// A user.
    mutating func element(_ profile: Profile) {
        object { json in
            json.field("UserId", profile.id.text)
            json.field("Labels", profile.labels.json)
            json.field("Comment", profile.comment)
        }
    }

    /// An item.
    mutating func element(_ item: Item) {
        object { json in
            json.field("ItemId", item.id.text)
            json.field("IsHidden", item.hidden)
            json.field("Categories") { json in
                for category in item.categories { json.element(category) }
            }
            json.field("Timestamp", (item.time ?? .goZero).description)
            json.field("Labels", item.labels.json)
            json.field("Comment", item.title ?? "")
        }
    }

    /// A feedback.
    mutating func element(_ feedback: GorseFeedback) {
        object { json in
            json.field("FeedbackType", feedback.key.action.text)
            json.field("UserId", feedback.key.user.text)
            json.field("ItemId", feedback.key.item.text)
            json.field("Value", feedback.value)
            json.field("Timestamp", feedback.time.description)
            json.field("Updated", feedback.updated.description)
            json.field("Labels", feedback.note?.labels.json ?? .null)
            json.field("Comment", feedback.note?.comment ?? "")
        }
    }

    /// An item or user with its score.
    mutating func element(_ id: String, score: Double) {
        object { json in
            json.field("Id", id)
            json.field("Score", score)
        }
    }
}

extension Response {
    /// What Gorse answers to a change.
    static func success(_ rows: Int) -> Response {
        .json { json in
            json.object { $0.field("RowAffected", rows) }
        }
    }

    /// Items or users with their scores.
    static func scores(_ scores: some Sequence<(id: String, score: Double)>) -> Response {
        .json { json in
            json.array { json in
                for (id, score) in scores { json.element(id, score: score) }
            }
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
