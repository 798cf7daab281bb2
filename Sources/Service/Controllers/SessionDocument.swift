internal import Foundation
internal import Hummingbird
internal import Interest

/// What somebody unknown did, as Gorse's clients send it: feedback whose user does not matter.
struct SessionDocument: Decodable {
    private var action: String
    private var item: String
    private var value: Double?
    private var time: FeedbackDocument.Time?

    enum CodingKeys: String, CodingKey {
        case action = "FeedbackType"
        case item = "ItemId"
        case value = "Value"
        case time = "Timestamp"
    }

    /// Whose behaviours they are where it does not matter.
    static let nobody = UserID(unchecked: "session")

    /// The behaviour it means; without a time of its own it has just happened.
    private func behavior(now: Timestamp, user: UserID) throws(Rejection) -> Behavior {
        Behavior(
            user: user, item: try ItemID(item), action: try Action(action), value: value,
            time: time?.time ?? now)
    }

    /// Reads a body: an array of behaviours, in any order. Each must be one that the log would
    /// take.
    static func read(
        _ body: ByteBuffer, countMax: Int, admission: Admission, now: Timestamp,
        user: UserID = nobody
    ) throws -> [Behavior] {
        let documents: [SessionDocument]
        do {
            documents = try JSONDecoder().decode(
                [SessionDocument].self, from: Data(body.readableBytesView))
        } catch {
            throw Failure.badRequest(
                "the body must be a JSON array of feedback, each with the texts FeedbackType and "
                    + "ItemId, and where there are any a number Value and a time Timestamp")
        }
        guard documents.count <= countMax else {
            throw Failure.badRequest(
                "the body has \(documents.count) feedback: at most \(countMax) are taken at once")
        }
        return try documents.enumerated().map { index, document in
            do throws(Rejection) {
                let behavior = try document.behavior(now: now, user: user)
                try admission.check(behavior)
                return behavior
            } catch {
                throw Failure.badRequest("feedback \(index + 1): \(error)")
            }
        }
    }
}
