internal import HTTPTypes
internal import Hummingbird
internal import Interest
internal import Logging
internal import Synchronization
internal import Work

/// Takes down who did what through the admin endpoint, refused or not. What only looks is not
/// taken down, but a look at one person's documents is.
struct AuditMiddleware: RouterMiddleware {
    typealias Context = ExchangeContext

    let audit: any AuditRepository
    let now: @Sendable () -> Timestamp
    let limits: AdminLimits

    func handle(
        _ request: Request, context: Context,
        next: @concurrent (Request, Context) async throws -> Response
    ) async throws -> Response {
        guard let route = context.endpointPath, route.hasPrefix("/api/admin/"),
            request.method != .get && request.method != .head || route == Self.documents
        else { return try await next(request, context) }
        let note = AuditNote()
        let outcome: Result<Response, any Error>
        do {
            outcome = .success(
                try await AuditNote.$current.withValue(note) { try await next(request, context) })
        } catch {
            outcome = .failure(error)
        }
        let status =
            switch outcome {
            case .success(let response): response.status.code
            case .failure(let error): Failure(error).status.code
            }
        await append(request, context, route, note.text, status)
        return try outcome.get()
    }

    /// The route that shows a person's documents.
    static let documents = "/api/admin/user/{id}"

    private func append(
        _ request: Request, _ context: Context, _ route: String, _ note: String?, _ status: Int
    ) async {
        // What says that a person was erased must not name him again.
        let isErased = request.method == .delete && route == Self.documents && status == 200
        let target =
            isErased ? nil : context.parameters["id"].flatMap { PercentEncoding.decode($0) }
        let asked = request.uri.query.map { "?" + $0 }
        let detail = note ?? asked
        let entry = AuditEntry(
            id: String(UInt64.random(in: .min ... .max), radix: 36), time: now(),
            operatorName: context.operatorName, action: "\(request.method) \(route)",
            target: target.map { String($0.prefix(identifierLengthMax)) },
            detail: detail.map { String($0.prefix(limits.detailMax)) }, status: status)
        do {
            // In a task of its own, because the client may have gone, and it was done all the same.
            try await Task { try await audit.append(entry, keeping: limits.auditKept) }.value
        } catch {
            context.logger.error(
                "an operator's action cannot be taken down", metadata: ["route": "\(route)"])
        }
    }
}

/// What a handler adds to the entry about it.
final class AuditNote: Sendable {
    @TaskLocal static var current: AuditNote?
    private let kept = Mutex<String?>(nil)

    var text: String? { kept.withLock { $0 } }

    func write(_ text: String) { kept.withLock { $0 = text } }
}

extension ExchangeContext {
    /// Who asks, as the audit calls him.
    var operatorName: String { caller?.name ?? "anybody" }
}
