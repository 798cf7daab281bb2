internal import HTTPTypes
internal import Hummingbird
internal import Interest
internal import NIOCore
internal import Wire

/// Gorse's own backup: everything in one binary file, out and in.
///
/// It holds what Gorse would hold, so of many behaviors of a kind their sum; `ebb export` keeps
/// them all. What comes in stands in the place of what is there.
struct DumpController {
    let bulk: BulkController

    var endpoints: [Endpoint] {
        [
            Endpoint(
                .get, "/api/dump", BulkController.group, "A backup in Gorse's format.",
                access: .admin, answer: .stream(Self.mediaType)
            ) { _ in
                dump()
            }
            .audited(.entry())
            .inBackground().costing(bytes: bulk.configuration.pageBytes),
            Endpoint(
                .post, "/api/restore", BulkController.group, "Takes in a backup in Gorse's format.",
                access: .admin, body: .stream(Self.mediaType, .text(min: 1)), failures: [410]
            ) { call in
                try await restore(call.body)
            }
            .inBackground().costing(bytes: bulk.configuration.uploadBytes),
        ]
    }

    private static let mediaType = "application/octet-stream"

    private func dump() -> Response {
        let time = bulk.now()
        let body = ResponseBody { writer in
            try await writer.write(ByteBuffer(bytes: DumpSection.users.bytes))
            var user: UserID?
            repeat {
                let page = try await GorseRoll(bulk.profiles, bulk.editor)
                    .page(after: user, limit: BulkController.batch)
                user = page.last?.id
                try await writer.write(Self.records(page) { $0.append($1) })
            } while user != nil
            try await writer.write(ByteBuffer(bytes: DumpSection.items.bytes))
            var item: ItemID?
            repeat {
                let page = try await GorseStock(bulk.catalog, bulk.editor)
                    .page(after: item, limit: BulkController.batch)
                item = page.last?.id
                try await writer.write(Self.records(page) { $0.append($1) })
            } while item != nil
            try await writer.write(ByteBuffer(bytes: DumpSection.feedback.bytes))
            var key: GorseFeedback.Key?
            repeat {
                let page = try await GorseLog(bulk.editor)
                    .page(after: key, limit: BulkController.batch, until: time)
                key = page.last?.key
                try await writer.write(Self.records(page) { $0.append($1) })
            } while key != nil
            try await writer.write(ByteBuffer(bytes: DumpSection.end.bytes))
            try await writer.finish(nil)
        }
        return Response(
            status: .ok, headers: [.contentType: Self.mediaType], body: body)
    }

    private static func records<Record>(
        _ records: [Record], _ append: (inout ProtobufWriter, Record) -> Void
    ) -> ByteBuffer {
        var buffer = ByteBuffer()
        for record in records {
            buffer.writeBytes(DumpSection.record { append(&$0, record) })
        }
        return buffer
    }

    private func restore(_ body: RequestBody) async throws -> Restored {
        let admission = try await bulk.admission()
        var (users, items, feedback) = ([Profile](), [Item](), [Behavior]())
        var counts: [DumpSection: Int] = [:]
        var held = 0
        func write(atLeast least: Int) async throws {
            if users.count >= least { try await bulk.put(&users) }
            if items.count >= least { try await bulk.put(&items) }
            if feedback.count >= least { try await bulk.put(&feedback) }
        }
        let reader = DumpReader(
            bytesMax: bulk.configuration.uploadMax, messageMax: bulk.configuration.bodyMax)
        try await reader.forEach(in: body) { section, number, bytes in
            let object = try section.object(bytes, place: "message \(number): ")
            switch section {
            case .users: users.append(try Profile(object))
            case .items: items.append(try Item(object))
            case .feedback:
                feedback.append(try Behavior(object, now: bulk.now(), admission: admission))
            case .end: return
            }
            counts[section, default: 0] += 1
            held += bytes.count
            // Of long messages fewer make a batch.
            let isFull = held >= bulk.configuration.bodyMax
            try await write(atLeast: isFull ? 1 : BulkController.batch)
            if isFull { held = 0 }
        }
        try await write(atLeast: 1)
        return Restored(
            users: counts[.users] ?? 0, items: counts[.items] ?? 0,
            feedback: counts[.feedback] ?? 0)
    }
}

/// How much of a backup came in.
private struct Restored: JSONAnswer {
    let users: Int
    let items: Int
    let feedback: Int

    static var schema: JSONSchema {
        let size = JSONSchema.whole(0...Int(Int32.max))
        return .object([
            .needed("Users", size), .needed("Items", size), .needed("Feedback", size),
        ])
    }

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("Users", users)
            json.field("Items", items)
            json.field("Feedback", feedback)
        }
    }
}
