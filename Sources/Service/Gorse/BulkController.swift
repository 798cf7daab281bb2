internal import HTTPTypes
internal import Hummingbird
internal import Interest
internal import NIOCore
internal import Recommending

/// All of Gorse's users, items or feedback as JSON Lines, out and in.
///
/// What comes in is written in batches: a line that is wrong ends it, and says how many lines
/// before it are in. The same file again counts nothing twice.
struct BulkController {
    /// How many records are held at a time.
    static let batch = 1000

    let profiles: any ProfileDirectory
    let catalog: any ItemCatalog
    let archive: any BehaviorArchive
    let settings: any SettingsRepository
    let retention: @Sendable () async throws -> Interval?
    let shelf: ItemShelf
    let now: @Sendable () -> Timestamp
    let configuration: ServiceConfiguration

    func addRoutes(to router: Router<ExchangeContext>) {
        router.get("api/bulk/users") { _, _ -> Response in
            lines("users", after: UserID?.none) { last in
                let page = try await GorseRoll(profiles, archive)
                    .page(after: last, limit: Self.batch)
                return (page.last?.id, Self.lines(page) { $0.element($1) })
            }
        }
        router.get("api/bulk/items") { _, _ -> Response in
            lines("items", after: ItemID?.none) { last in
                let page = try await GorseStock(catalog, archive)
                    .page(after: last, limit: Self.batch)
                return (page.last?.id, Self.lines(page) { $0.element($1) })
            }
        }
        router.get("api/bulk/feedback") { _, _ -> Response in
            let time = now()
            return lines("feedback", after: GorseFeedback.Key?.none) { last in
                let page = try await GorseLog(archive)
                    .page(after: last, limit: Self.batch, until: time)
                return (page.last?.key, Self.lines(page) { $0.element($1) })
            }
        }
        router.post("api/bulk/users") { request, _ -> Response in
            try await take(request, { try Profile($0) }, write: put)
        }
        router.post("api/bulk/items") { request, _ -> Response in
            try await take(request, { try Item($0) }, write: put)
        }
        router.post("api/bulk/feedback") { request, _ -> Response in
            let (now, admission) = (now(), try await admission())
            return try await take(
                request, { try Behavior($0, now: now, admission: admission) }, write: put)
        }
    }

    /// What the log takes now.
    func admission() async throws -> Admission {
        Admission(
            gains: try await settings.settings().gains, now: now(),
            retention: try await retention())
    }

    /// Adds or replaces all of them, and holds them no longer.
    func put(_ all: inout [Profile]) async throws {
        try await profiles.put(all)
        all = []
    }

    /// Adds or replaces all of them, and holds them no longer.
    func put(_ all: inout [Item]) async throws {
        try await catalog.put(all)
        shelf.forget(all.map(\.id))
        all = []
    }

    /// Puts each in the place of what there is of its kind, and holds them no longer.
    func put(_ all: inout [Behavior]) async throws {
        _ = try await archive.replace(all)
        all = []
    }

    /// Writes page after page as they are asked for.
    private func lines<Key: Sendable>(
        _ name: String, after first: Key?,
        _ page: @escaping @Sendable (Key?) async throws -> (last: Key?, bytes: ByteBuffer)
    ) -> Response {
        let body = ResponseBody { writer in
            var last = first
            while true {
                let (next, bytes) = try await page(last)
                guard let next else { break }
                try await writer.write(bytes)
                last = next
            }
            try await writer.finish(nil)
        }
        return Response(
            status: .ok,
            headers: [
                .contentType: "application/jsonl",
                .contentDisposition: "attachment;filename=\(name).jsonl",
            ], body: body)
    }

    private static func lines<Record>(
        _ records: [Record], _ write: (inout JSONWriter, Record) -> Void
    ) -> ByteBuffer {
        var buffer = ByteBuffer()
        for record in records {
            var json = JSONWriter()
            write(&json, record)
            buffer.writeBytes(json.bytes)
            buffer.writeInteger(UInt8(ascii: "\n"))
        }
        return buffer
    }

    private func take<Record>(
        _ request: Request, _ make: (GorseObject) throws -> Record,
        write: (inout [Record]) async throws -> Void
    ) async throws -> Response {
        var upload = try UploadLines(
            request.headers, bytesMax: configuration.uploadMax, lineMax: configuration.bodyMax)
        var records: [Record] = []
        var count = 0
        do {
            try await upload.forEach(in: request.body) { number, line in
                records.append(try make(Self.object(line, number)))
                guard records.count == Self.batch else { return }
                count += records.count
                try await write(&records)
            }
        } catch let failure as Failure {
            throw Failure(
                status: failure.status,
                message: "\(failure.message) (of the file \(count) records are in)")
        }
        count += records.count
        if !records.isEmpty { try await write(&records) }
        return .success(count)
    }

    private static func object(
        _ line: ArraySlice<UInt8>, _ number: Int
    ) throws(Failure) -> GorseObject {
        let json: JSON
        do {
            json = try JSON(reading: line)
        } catch {
            throw .badRequest("line \(number): not JSON in UTF-8: \(error)")
        }
        return try GorseObject(json, place: "line \(number): ")
    }
}
