internal import HTTPTypes
internal import Hummingbird
internal import Interest
internal import NIOCore
internal import Recommending
internal import Wire

/// All of Gorse's users, items or feedback as JSON Lines, out and in.
///
/// What comes in is written in batches: a line that is wrong ends it, and says how many lines
/// before it are in. The same file again counts nothing twice.
struct BulkController {
    /// How many records are held at a time.
    static let batch = 1000

    let profiles: any ProfileDirectory
    let catalog: any ItemCatalog
    let editor: any BehaviorEditor
    let settings: any SettingsRepository
    let retention: @Sendable () async throws -> Interval?
    let watch: CatalogWatch
    let now: @Sendable () -> Timestamp
    let configuration: ServiceConfiguration

    static let group = "Everything at once"

    var endpoints: [Endpoint] { exports + imports }

    private var exports: [Endpoint] {
        [
            export("users") {
                lines("users", after: UserID?.none) { last in
                    let page = try await GorseRoll(profiles, editor)
                        .page(after: last, limit: Self.batch)
                    return (page.last?.id, Self.lines(page.map { UserRow($0) }))
                }
            },
            export("items") {
                lines("items", after: ItemID?.none) { last in
                    let page = try await GorseStock(catalog, editor)
                        .page(after: last, limit: Self.batch)
                    return (page.last?.id, Self.lines(page.map { ItemRow($0) }))
                }
            },
            export("feedback") {
                let time = now()
                return lines("feedback", after: GorseFeedback.Key?.none) { last in
                    let page = try await GorseLog(editor)
                        .page(after: last, limit: Self.batch, until: time)
                    return (page.last?.key, Self.lines(page.map { FeedbackRow($0) }))
                }
            },
        ]
    }

    private var imports: [Endpoint] {
        [
            intake("users") { call in
                try await take(call, { try Profile($0) }, write: put)
            },
            intake("items") { call in
                try await take(call, { try Item($0) }, write: put)
            },
            intake("feedback") { call in
                let (now, admission) = (now(), try await admission())
                return try await take(
                    call, { try Behavior($0, now: now, admission: admission) }, write: put)
            },
        ]
    }

    /// All that there is, at once, goes out to administrators and to nobody else, as in
    /// Gorse, and the audit says to whom.
    private func export(
        _ name: String, _ answer: @escaping @Sendable () -> Response
    ) -> Endpoint {
        Endpoint(
            .get, "/api/bulk/\(name)", Self.group, "All \(name) as JSON Lines.", access: .admin,
            answer: .stream("application/jsonl")
        ) { _ in
            answer()
        }
        .audited(.entry())
        .inBackground().costing(bytes: configuration.pageBytes)
    }

    private func intake(
        _ name: String,
        _ take: @escaping @Sendable (Call<Void, RequestBody>) async throws -> RowsAffected
    ) -> Endpoint {
        Endpoint(
            .post, "/api/bulk/\(name)", Self.group,
            "Takes \(name) in from JSON Lines: the part file of a form, or the body itself. "
                + "Lines before one that is wrong are in.",
            access: .write,
            body: .stream(
                "multipart/form-data", .object([.needed("file", .text())], isOpen: true),
                isRequired: false), failures: [410], handler: take
        )
        .inBackground().costing(bytes: configuration.uploadBytes)
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
        await watch.changed(all.map(\.id))
        all = []
    }

    /// Puts each in the place of what there is of its kind, and holds them no longer.
    func put(_ all: inout [Behavior]) async throws {
        _ = try await editor.replace(all)
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

    private static func lines(_ records: [some WireRecord]) -> ByteBuffer {
        var buffer = ByteBuffer()
        for record in records {
            buffer.writeBytes(record.json)
            buffer.writeInteger(UInt8(ascii: "\n"))
        }
        return buffer
    }

    private func take<Record>(
        _ call: Call<Void, RequestBody>, _ make: (GorseObject) throws -> Record,
        write: (inout [Record]) async throws -> Void
    ) async throws -> RowsAffected {
        var upload = try UploadLines(
            call.request.headers, bytesMax: configuration.uploadMax, lineMax: configuration.bodyMax)
        var records: [Record] = []
        var (count, bytes) = (0, 0)
        do {
            try await upload.forEach(in: call.body) { number, line in
                records.append(try make(Self.object(line, number)))
                bytes += line.count
                // Of long lines fewer make a batch.
                guard records.count == Self.batch || bytes >= configuration.bodyMax else { return }
                count += records.count
                bytes = 0
                try await write(&records)
            }
        } catch let failure as Failure {
            throw Failure(
                status: failure.status,
                message: "\(failure.message) (of the file \(count) records are in)")
        }
        count += records.count
        if !records.isEmpty { try await write(&records) }
        return RowsAffected(count: count)
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
