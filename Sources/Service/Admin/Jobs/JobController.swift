internal import Foundation
internal import HTTPTypes
internal import Hummingbird
internal import Interest
internal import NIOCore
internal import ServiceLifecycle
internal import Synchronization
internal import Wire
internal import Work

/// Starts, shows, watches and stops jobs.
///
/// A job's parameters stand in the query, under the names of the command's flags; the body is the
/// file, where the job takes one.
struct JobController {
    let desk: JobRunner
    /// The most bytes of a file that a job is brought.
    let uploadMax: Int

    var endpoints: [Endpoint] { ofAll + ofOne }

    private var ofAll: [Endpoint] {
        [
            Endpoint(
                .get, "/api/admin/jobs", AdminEndpoints.group,
                "The kinds of jobs, and the newest jobs.",
                access: .admin,
                query: { query in
                    try query.number(
                        "n", in: 0...desk.limits.jobsKept, default: 50,
                        "How many; 50 unless given.")
                }
            ) { call in
                try await list(call.query)
            },
            Endpoint(
                .post, "/api/admin/jobs/{id}", AdminEndpoints.group,
                "Starts a job of the kind in the path; its parameters stand in the query under "
                    + "the names of the command's flags, and a file to import is the body.",
                access: .admin, body: .stream("application/octet-stream"),
                answer: AdminEndpoints.accepted, failures: [404, 409, 413, 507]
            ) { call in
                try await start(call.request, call.context)
            },
        ]
    }

    private var ofOne: [Endpoint] {
        [
            Endpoint(
                .get, "/api/admin/jobs/{id}", AdminEndpoints.group, "One job.", access: .admin,
                failures: [404]
            ) { call in
                JobRow(try await desk.job(id(call.context)), isWhole: true)
            },
            Endpoint(
                .delete, "/api/admin/jobs/{id}", AdminEndpoints.group, "Cancels a job.",
                access: .admin, answer: AdminEndpoints.accepted, failures: [404, 409]
            ) { call -> Response in
                let job = try await desk.cancel(
                    id(call.context), by: call.context.operatorName)
                return .json(.accepted) { JobRow(job, isWhole: true).write(to: &$0) }
            },
            Endpoint(
                .get, "/api/admin/jobs/{id}/events", AdminEndpoints.group,
                "How a job stands, as server-sent events, until it has ended.", access: .admin,
                answer: .stream("text/event-stream"), failures: [404]
            ) { call in
                try await events(id(call.context))
            },
            Endpoint(
                .get, "/api/admin/jobs/{id}/rejects", AdminEndpoints.group,
                "The bad lines of an import.", access: .admin, answer: .text("text/plain"),
                failures: [404]
            ) { call in
                try await rejects(id(call.context))
            },
        ]
    }

    private func id(_ context: ExchangeContext) throws(Failure) -> String {
        guard let text = context.parameters["id"].flatMap({ PercentEncoding.decode($0) }) else {
            throw .badRequest("the job in the path is not percent-encoded UTF-8")
        }
        return text
    }

    private func list(_ count: Int) async throws -> JobsAnswer {
        let jobs = try await desk.newest(count)
        return JobsAnswer(
            kinds: desk.definitions.map {
                JobKindRow(kind: $0.kind, takesFile: $0.takesFile, parameters: $0.parameters)
            },
            jobs: jobs.map { JobRow($0, isWhole: false) })
    }

    private func start(_ request: Request, _ context: ExchangeContext) async throws -> Response {
        let kind = try id(context)
        guard let definition = desk.definitions.first(where: { $0.kind == kind }) else {
            let known = desk.definitions.map(\.kind).joined(separator: ", ")
            throw Failure(
                status: .notFound,
                message: "there is no job of the kind \"\(kind.prefix(40))\": there are \(known)")
        }
        let names = definition.parameters.map { Substring($0) }
        var query = try Query(request, known: names + (definition.takesFile ? ["name"] : []))
        var parameters: [JobRecord.Parameter] = []
        for name in definition.parameters {
            for value in try query.texts(name, max: desk.limits.parametersMax, "A flag.") {
                parameters.append(.init(name: name, value: value))
            }
        }
        do { try definition.check(parameters) } catch { throw Failure.badRequest("\(error)") }
        try await desk.checkFree(kind)
        let id = desk.newID(kind)
        var file: String?
        if definition.takesFile {
            let name = try query.words("name", "The file's name.") ?? "file"
            do {
                let path = try desk.place(for: id, name: name)
                file = path
                try await receive(request, path)
            } catch {
                desk.removeFile(of: id)
                throw error
            }
        }
        do {
            let job = try await desk.start(
                definition, parameters, id: id, file: file, by: context.operatorName)
            return .json(.accepted) { JobRow(job, isWhole: true).write(to: &$0) }
        } catch {
            desk.removeFile(of: id)
            throw error
        }
    }

    /// Writes the body into a file as it comes, so that memory holds a piece of it at a time.
    private func receive(_ request: Request, _ path: String) async throws {
        let lengthMax = uploadMax
        let tooLarge = Failure(
            status: .contentTooLarge,
            message: "the file is larger than \(lengthMax) bytes: import it with ebb import")
        if let length = request.headers[.contentLength].flatMap({ Int($0) }), length > lengthMax {
            throw tooLarge
        }
        guard FileManager.default.createFile(atPath: path, contents: nil),
            let handle = FileHandle(forWritingAtPath: path)
        else { throw Failure.unkept }
        defer { try? handle.close() }
        var length = 0
        for try await piece in request.body {
            length += piece.readableBytes
            guard length <= lengthMax else { throw tooLarge }
            do {
                try handle.write(contentsOf: Data(piece.readableBytesView))
            } catch {
                throw Failure(
                    status: HTTPResponse.Status(code: 507),
                    message: "the server has no room for the file")
            }
        }
        guard length > 0 else {
            throw Failure.badRequest("the body is empty: it must be the file to import")
        }
    }

    private func rejects(_ id: String) async throws -> Response {
        let job = try await desk.job(id)
        guard job.hasRejects else {
            throw Failure(status: .notFound, message: "the job \(id) kept no bad lines")
        }
        guard let handle = FileHandle(forReadingAtPath: desk.rejectsPath(id)) else {
            throw Failure(
                status: .notFound,
                message: "the bad lines of the job \(id) lie on \(job.owner.host), where it ran")
        }
        return Response(
            status: .ok,
            headers: [
                .contentType: "text/plain; charset=utf-8", .xContentTypeOptions: "nosniff",
                .contentDisposition: "attachment; filename=\"\(id).rejects\"",
            ],
            body: ResponseBody { writer in
                defer { try? handle.close() }
                while let piece = try handle.read(upToCount: 1 << 16), !piece.isEmpty {
                    try await writer.write(ByteBuffer(bytes: piece))
                }
                try await writer.finish(nil)
            })
    }
}

extension Failure {
    static let unkept = Failure(
        status: HTTPResponse.Status(code: 507),
        message: "the server cannot keep the file: see that its folder for jobs (EBB_JOBS_FOLDER) "
            + "is there and writable")
}

extension JobController {
    /// How a job stands, as server-sent events, until it has ended, or the server stops.
    private func events(_ id: String) async throws -> Response {
        let first = try await desk.job(id)
        let limits = desk.limits
        let isFull = desk.state.withLock { state in
            state.watchers += 1
            return state.watchers > limits.watchersMax
        }
        let leave: @Sendable () -> Void = { [desk] in
            desk.state.withLock { $0.watchers -= 1 }
        }
        if isFull {
            leave()
            throw Failure.unavailable("too many watch jobs: ask for the job itself now and then")
        }
        return Response(
            status: .ok,
            headers: [
                .contentType: "text/event-stream; charset=utf-8", .cacheControl: "no-store",
                .xContentTypeOptions: "nosniff",
            ],
            body: ResponseBody { [desk] writer in
                defer { leave() }
                try await writer.write(Self.event(first))
                var (last, quiet) = (first, 0)
                while last.state == .running, !Task.isShuttingDownGracefully {
                    try await desk.pause(limits.watchInterval)
                    let job = try await desk.job(id)
                    quiet += 1
                    if job != last {
                        try await writer.write(Self.event(job))
                        (last, quiet) = (job, 0)
                    } else if quiet >= limits.watchesPerSign {
                        // By this it is noticed, too, that nobody listens any more.
                        try await writer.write(ByteBuffer(string: ": still\n\n"))
                        quiet = 0
                    }
                }
                try await writer.finish(nil)
            })
    }

    private static func event(_ job: JobRecord) -> ByteBuffer {
        let json = JobRow(job, isWhole: job.state != .running).json
        return ByteBuffer(string: "data: \(String(decoding: json, as: UTF8.self))\n\n")
    }
}

extension JobRow: JSONAnswer {}
extension JobsAnswer: JSONAnswer {}
