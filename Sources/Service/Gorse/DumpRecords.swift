internal import Hummingbird
internal import Interest
internal import Wire

// A dump is records, each a whole number of eight bytes and, where that is above 0, that many bytes
// of a message. -1 begins the users, -2 the items, -3 the feedback, 0 ends it all.

/// What a dump is made of.
enum DumpSection: Int64 {
    case users = -1
    case items = -2
    case feedback = -3
    case end = 0

    /// The record that begins it.
    var bytes: [UInt8] { UInt64(bitPattern: rawValue).littleEndianBytes }

    /// A message with its length before it.
    static func record(_ fill: (inout ProtobufWriter) -> Void) -> [UInt8] {
        var message = ProtobufWriter()
        fill(&message)
        return UInt64(message.bytes.count).littleEndianBytes + message.bytes
    }
}

extension ProtobufWriter {
    mutating func append(_ profile: Profile) {
        append(1, profile.id.text)
        append(2, Array(profile.labels.json.description.utf8))
        append(3, profile.comment)
    }

    mutating func append(_ item: Item) {
        append(2, item.id.text)
        append(3, item.hidden)
        for category in item.categories { append(repeated: 4, Array(category.utf8)) }
        append(5, item.time ?? .goZero)
        append(6, Array(item.labels.json.description.utf8))
        append(7, item.title ?? "")
    }

    mutating func append(_ feedback: GorseFeedback) {
        append(2, feedback.key.action.text)
        append(3, feedback.key.user.text)
        append(4, feedback.key.item.text)
        append(5, feedback.value)
        append(6, feedback.time)
        append(7, feedback.note?.comment ?? "")
        append(9, Array((feedback.note?.labels ?? .none).json.description.utf8))
    }
}

extension DumpSection {
    /// A message as the object that Gorse's clients would send; nil if it is no message.
    func object(_ bytes: ArraySlice<UInt8>, place: String) throws(Failure) -> GorseObject {
        guard let message = ProtobufMessage(bytes), let members = members(of: message) else {
            throw .badRequest("\(place)is not a message of a dump")
        }
        return try GorseObject(
            .object(members.map { JSON.Member(name: $0, value: $1) }), place: place)
    }

    private var labelsField: UInt64 {
        switch self {
        case .users: 2
        case .items: 6
        case .feedback, .end: 9
        }
    }

    private func members(of message: ProtobufMessage) -> [(String, JSON)]? {
        let texts: [(String, UInt64)]
        var members: [(String, JSON)] = []
        switch self {
        case .users: texts = [("UserId", 1), ("Comment", 3)]
        case .items: texts = [("ItemId", 2), ("Comment", 7)]
        case .feedback:
            texts = [("FeedbackType", 2), ("UserId", 3), ("ItemId", 4), ("Comment", 7)]
        case .end: return nil
        }
        for (name, field) in texts {
            guard let text = message.text(field) else { return nil }
            members.append((name, .text(text)))
        }
        if self == .feedback {
            members.append(("Value", .number(Double(bitPattern: message.number(5)))))
        }
        if let labels = message.bytes(labelsField).last {
            guard let json = try? JSON(reading: labels) else { return nil }
            members.append(("Labels", json))
        }
        if self == .items {
            members.append(("IsHidden", .bool(message.number(3) != 0)))
            let categories = message.bytes(4).map { String(validating: $0, as: UTF8.self) }
            guard categories.allSatisfy({ $0 != nil }) else { return nil }
            members.append(("Categories", .array(categories.compactMap(\.self).map(JSON.text))))
        }
        if let time = message.time(self == .items ? 5 : 6) {
            members.append(("Timestamp", .text(time.description)))
        }
        return members
    }
}

/// Takes a dump apart while it comes.
struct DumpReader {
    /// The most bytes of the whole dump.
    let bytesMax: Int
    /// The most bytes of a message.
    let messageMax: Int

    /// Gives each message, its section and its number to `take`, until the end.
    func forEach(
        in body: RequestBody, _ take: (DumpSection, Int, ArraySlice<UInt8>) async throws -> Void
    ) async throws {
        var rest: [UInt8] = []
        var (length, number) = (0, 0)
        var section: DumpSection?
        for try await part in body where section != .end {
            length += part.readableBytes
            guard length <= bytesMax else {
                throw Failure(
                    status: .contentTooLarge, message: "the dump is larger than \(bytesMax) bytes")
            }
            rest.append(contentsOf: part.readableBytesView)
            var start = rest.startIndex
            while section != .end,
                let word = UInt64(littleEndianBytes: rest[start...].prefix(8))
            {
                let size = Int64(bitPattern: word)
                if let next = DumpSection(rawValue: size) {
                    section = next
                    start += 8
                    continue
                }
                guard let section, 1...Int64(messageMax) ~= size else {
                    throw Failure.badRequest("message \(number + 1): this is not a dump of Gorse's")
                }
                guard rest.count - start - 8 >= Int(size) else { break }
                number += 1
                try await take(section, number, rest[(start + 8)..<(start + 8 + Int(size))])
                start += 8 + Int(size)
            }
            rest.removeSubrange(..<start)
        }
        guard section == .end else {
            throw Failure.badRequest("message \(number + 1): the dump is cut off")
        }
    }
}
