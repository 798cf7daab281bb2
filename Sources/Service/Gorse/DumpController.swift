internal import HTTPTypes
internal import Hummingbird
internal import Interest
internal import NIOCore

/// Gorse's own backup: everything in one binary file, out and in.
///
/// It holds what Gorse would hold, so of many behaviours of a kind their sum; `ebb export` keeps
/// them all. What comes in stands in the place of what is there.
struct DumpController {
    let bulk: BulkController

    func addRoutes(to router: Router<ExchangeContext>) {
        router.get("api/dump") { _, _ -> Response in dump() }
        router.post("api/restore") { request, _ -> Response in try await restore(request) }
    }

    private func dump() -> Response {
        let time = bulk.now()
        let body = ResponseBody { writer in
            try await writer.write(ByteBuffer(bytes: DumpSection.users.bytes))
            var user: UserID?
            repeat {
                let page = try await GorseRoll(bulk.profiles, bulk.archive)
                    .page(after: user, limit: BulkController.batch)
                user = page.last?.id
                try await writer.write(Self.records(page) { $0.append($1) })
            } while user != nil
            try await writer.write(ByteBuffer(bytes: DumpSection.items.bytes))
            var item: ItemID?
            repeat {
                let page = try await GorseStock(bulk.catalog, bulk.archive)
                    .page(after: item, limit: BulkController.batch)
                item = page.last?.id
                try await writer.write(Self.records(page) { $0.append($1) })
            } while item != nil
            try await writer.write(ByteBuffer(bytes: DumpSection.feedback.bytes))
            var key: GorseFeedback.Key?
            repeat {
                let page = try await GorseLog(bulk.archive)
                    .page(after: key, limit: BulkController.batch, until: time)
                key = page.last?.key
                try await writer.write(Self.records(page) { $0.append($1) })
            } while key != nil
            try await writer.write(ByteBuffer(bytes: DumpSection.end.bytes))
            try await writer.finish(nil)
        }
        return Response(
            status: .ok, headers: [.contentType: "application/octet-stream"], body: body)
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

    private func restore(_ request: Request) async throws -> Response {
        let admission = try await bulk.admission()
        var (users, items, feedback) = ([Profile](), [Item](), [Behavior]())
        var counts: [DumpSection: Int] = [:]
        func write(atLeast least: Int) async throws {
            if users.count >= least { try await bulk.put(&users) }
            if items.count >= least { try await bulk.put(&items) }
            if feedback.count >= least { try await bulk.put(&feedback) }
        }
        let reader = DumpReader(
            bytesMax: bulk.configuration.uploadMax, messageMax: bulk.configuration.bodyMax)
        try await reader.forEach(in: request.body) { section, number, bytes in
            let object = try section.object(bytes, place: "message \(number): ")
            switch section {
            case .users: users.append(try Profile(object))
            case .items: items.append(try Item(object))
            case .feedback:
                feedback.append(try Behavior(object, now: bulk.now(), admission: admission))
            case .end: return
            }
            counts[section, default: 0] += 1
            try await write(atLeast: BulkController.batch)
        }
        try await write(atLeast: 1)
        return .json { [counts] json in
            json.object { json in
                json.field("Users", counts[.users] ?? 0)
                json.field("Items", counts[.items] ?? 0)
                json.field("Feedback", counts[.feedback] ?? 0)
            }
        }
    }
}
