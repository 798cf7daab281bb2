internal import Foundation
internal import Hummingbird
internal import Interest

/// A behaviour as Gorse's clients send it. `Labels`, `Comment` and what else may stand there is
/// passed over.
struct FeedbackDocument: Decodable {
    var action: String
    var user: String
    var item: String
    var value: Double?
    var time: Time?
    /// Ebb's own addition: the source's id of the event, by which a repeat is known.
    var event: String?

    enum CodingKeys: String, CodingKey, CaseIterable {
        case action = "FeedbackType"
        case user = "UserId"
        case item = "ItemId"
        case value = "Value"
        case time = "Timestamp"
        case event = "EventId"

        /// What must stand there.
        var expected: String {
            switch self {
            case .action, .user, .item, .event: "a text"
            case .value: "a number"
            case .time: Time.expected
            }
        }
    }

    /// A time as an ISO text, or as a number of seconds since 1970; an empty text is none.
    struct Time: Decodable {
        static let expected =
            "a time such as \"2024-05-01T12:00:00Z\", or a number of seconds since 1970"
        let time: Timestamp?

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let text = try? container.decode(String.self) {
                time = Timestamp(text)
                if text.isEmpty || time != nil { return }
            } else {
                time = Timestamp(unixSeconds: try container.decode(Double.self))
                if time != nil { return }
            }
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "")
        }
    }

    /// The behaviour it means; without a time of its own it has just happened.
    func behavior(now: Timestamp) throws(Rejection) -> Behavior {
        Behavior(
            event: try event.map { text throws(Rejection) in try EventID(text) },
            user: try UserID(user), item: try ItemID(item), action: try Action(action),
            value: value, time: time?.time ?? now)
    }
}

extension FeedbackDocument {
    /// Reads a body: an array of feedback, or one alone.
    static func read(_ body: ByteBuffer, countMax: Int) throws(Failure) -> [FeedbackDocument] {
        let bytes = body.readableBytesView
        let isObject = bytes.first { !whitespace.contains($0) } == UInt8(ascii: "{")
        let documents: [FeedbackDocument]
        do {
            let decoder = JSONDecoder()
            documents =
                isObject
                ? [try decoder.decode(FeedbackDocument.self, from: Data(bytes))]
                : try decoder.decode([FeedbackDocument].self, from: Data(bytes))
        } catch {
            throw .badRequest(explanation(of: error))
        }
        guard documents.count <= countMax else {
            throw .badRequest(
                "the body has \(documents.count) feedback: at most \(countMax) are taken at once")
        }
        return documents
    }

    private static let whitespace: [UInt8] = [0x20, 0x09, 0x0a, 0x0d]

    private static func explanation(of error: any Error) -> String {
        guard let error = error as? DecodingError else { return notJSON }
        switch error {
        case .keyNotFound(let key, let context):
            return sentence(context.codingPath + [key], "is missing")
        case .typeMismatch(_, let context), .valueNotFound(_, let context):
            return sentence(context.codingPath, nil)
        case .dataCorrupted(let context):
            return context.codingPath.isEmpty ? notJSON : sentence(context.codingPath, nil)
        @unknown default: return notJSON
        }
    }

    private static let notJSON = "the body is not JSON in UTF-8"

    /// Says of a place what is wrong there; unless told, that something else must stand there.
    private static func sentence(_ path: [any CodingKey], _ wrong: String?) -> String {
        let number = (path.first?.intValue ?? 0) + 1
        guard let name = path.last(where: { $0.intValue == nil })?.stringValue else {
            return path.isEmpty
                ? "the body must be an array of feedback, or one feedback"
                : "feedback \(number): must be an object"
        }
        let expected = CodingKeys(rawValue: name)?.expected ?? "something else"
        return "feedback \(number): \(name) \(wrong ?? "must be \(expected)")"
    }
}
