internal import Access
internal import HTTPTypes
internal import Hummingbird
internal import Interest
internal import Work

/// Every endpoint of the service, and what each request passes before the handler of its endpoint:
/// the audit, the key, the load, the body.
///
/// All of it is decided once, when an endpoint is put on the router: a request looks nothing up.
struct EndpointTable: Sendable {
    let endpoints: [Endpoint]
    let access: AccessCheck
    let budget: WorkBudget
    let bodies: BodyLimit
    /// Nil where nothing is audited.
    let audit: AuditTrail?

    /// The router of all endpoints, and of what none of them takes.
    func router() -> Router<ExchangeContext> {
        let router = Router(context: ExchangeContext.self)
        for endpoint in endpoints {
            let path = RouterPath(endpoint.path)
            let handler = guarded(endpoint, endpoint.handler)
            router.on(path, method: endpoint.method) { request, context in
                try await handler(request, context)
            }
            guard endpoint.method == .get else { continue }
            let head = endpoint.answer.isStream ? guarded(endpoint, Self.head(endpoint)) : handler
            router.on(path, method: .head) { request, context in
                try await head(request, context).createHeadResponse()
            }
        }
        // Behind all routes, so that it stands before nothing but what no route takes.
        router.add(middleware: UnknownRoutes(access: access, endpoints: endpoints))
        return router
    }

    /// The handler, as work of a class; what is written while it is sent is of the class, too.
    private static func classed(
        _ handler: @escaping Endpoint.Handler, _ work: WorkClass
    ) -> Endpoint.Handler {
        { request, context in
            var response = try await WorkClass.$current.withValue(work) {
                try await handler(request, context)
            }
            let body = response.body
            response.body = ResponseBody(contentLength: body.contentLength) { writer in
                try await body.write(writer, as: work)
            }
            return response
        }
    }

    /// What answers HEAD where GET would begin a stream: without beginning it.
    private static func head(_ endpoint: Endpoint) -> Endpoint.Handler {
        let answer = endpoint.answer
        return { _, _ in
            Response(
                status: .init(code: answer.success),
                headers: [.contentType: answer.mediaType, .xContentTypeOptions: "nosniff"])
        }
    }

    /// The handler behind all that stands before it, from the inside to the outside.
    private func guarded(
        _ endpoint: Endpoint, _ handler: @escaping Endpoint.Handler
    ) -> Endpoint.Handler {
        var handler = handler
        if endpoint.method != .get, !endpoint.body.isStream {
            handler = bodies.guarding(handler)
        }
        if endpoint.work != .interactive {
            handler = Self.classed(handler, endpoint.work)
        }
        if endpoint.isShed { handler = budget.guarding(handler, endpoint) }
        if let needed = endpoint.access.needed { handler = access.guarding(handler, needed) }
        if let audit, endpoint.audit.extent != .none {
            handler = audit.guarding(handler, endpoint.path, endpoint.audit)
        }
        return handler
    }
}

/// Answers what no endpoint takes: a wrong method, or a wrong path. It wants a key, so that
/// nobody can find out by trying which paths there are.
private struct UnknownRoutes: RouterMiddleware {
    typealias Context = ExchangeContext

    let access: AccessCheck
    private let routes: [(path: RouterPath, method: HTTPRequest.Method)]

    init(access: AccessCheck, endpoints: [Endpoint]) {
        self.access = access
        routes = endpoints.map { (RouterPath($0.path), $0.method) }
    }

    func handle(
        _ request: Request, context: Context,
        next: @concurrent (Request, Context) async throws -> Response
    ) async throws -> Response {
        _ = try await access.admit(request, to: .read, context)
        do {
            return try await next(request, context)
        } catch let error as HTTPError where error.status == .notFound {
            throw failure(for: request)
        }
    }

    /// 405 with the methods that the path knows, 404 where it knows none.
    private func failure(for request: Request) -> Failure {
        let parts = request.uri.path.split(separator: "/")
        let known = routes.filter { route in
            route.path.count == parts.count && zip(route.path, parts).allSatisfy { $0 ~= $1 }
        }
        guard !known.isEmpty else {
            return Failure(status: .notFound, message: "there is nothing at this path")
        }
        let allowed = Set(known.map(\.method.rawValue)).sorted().joined(separator: ", ")
        return Failure(
            status: .methodNotAllowed,
            message: "\(request.method) is not allowed here: use \(allowed)",
            headers: [.allow: allowed])
    }
}
