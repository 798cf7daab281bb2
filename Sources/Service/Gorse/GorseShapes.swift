internal import Foundation
internal import Interest
internal import Wire

extension UserRow: JSONAnswer {}
extension ItemRow: JSONAnswer {}
extension FeedbackRow: JSONAnswer {}
extension RowsAffected: JSONAnswer {}
extension ListPage: EndpointAnswering, JSONAnswer where Record: ListedRecord {}

extension FeedbackRow {
    init(_ feedback: GorseFeedback) {
        self.init(
            type: feedback.key.action.text, user: feedback.key.user.text,
            item: feedback.key.item.text, value: feedback.value, time: feedback.time,
            updated: feedback.updated, note: feedback.note)
    }
}

extension ListPage where Record: ListedRecord {
    /// A page with the cursor of the next one, which begins behind `next`.
    init(next: String?, records: [Record]) {
        self.init(cursor: next.map(GorseCursor.encode) ?? "", records: records)
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
