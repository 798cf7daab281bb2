internal import HTTPTypes
internal import Hummingbird
internal import Wire
internal import Work

/// One route of the service, whole: what it is called, who may use it, what it takes and answers,
/// and the handler that does the work.
///
/// The router, the OpenAPI document, the page at `/api/docs`, and what is checked before a handler
/// runs (key, load, body, audit) are all made from the list of endpoints, so no path is written
/// down anywhere else. Adding a route is adding one of these to the `endpoints` of a controller:
///
///     Endpoint(
///         .get, "/api/users", "Users", "Every known user, by id, page by page.", access: .read,
///         query: { try PageQuery(&$0, configuration) }
///     ) { call -> ListPage<UserRow> in
///         try await page(call.query)
///     }
///
/// What is read from the query is described by reading it (see `Query`); what is read from the
/// body is described by the `BodyShape` that reads it; an answer describes itself (`JSONAnswer`).
struct Endpoint: Sendable {
    /// What is done with a request that was let in.
    typealias Handler = @Sendable (Request, ExchangeContext) async throws -> Response

    let method: HTTPRequest.Method
    /// The path with names in braces: `/api/user/{id}/interests`.
    let path: String
    /// The heading under which the documents show it.
    let group: String
    let summary: String
    let access: EndpointAccess
    /// The names in the path that are not plain ids.
    let inPath: [Parameter]
    let query: [Parameter]
    let body: EndpointBody
    let answer: EndpointAnswer
    /// The failures it may answer with beside those that every endpoint may.
    let failures: [Int]
    let handler: Handler

    /// The request headers that it reads.
    private(set) var head: [Parameter] = []
    /// What the audit keeps of its requests.
    private(set) var audit: EndpointAudit
    /// Whether a request waits for its share of the budget, and is refused without it.
    private(set) var isShed: Bool
    /// What its largest request takes of the budget, beside its body.
    private(set) var cost = RequestCost.plain
    /// How urgent its work is.
    private(set) var work = WorkClass.interactive
    /// Whether the documents leave it out.
    private(set) var isHidden = false

    /// - Parameter query: reads the query; run once beforehand to learn which names it knows.
    init<Asked: Sendable, Body: Sendable, Answer: EndpointAnswering>(
        _ method: HTTPRequest.Method, _ path: String, _ group: String, _ summary: String,
        access: EndpointAccess, inPath: [Parameter] = [],
        query: @escaping @Sendable (inout Query) throws -> Asked, body: BodyShape<Body>,
        answer: EndpointAnswer? = Answer.shape, failures: [Int] = [],
        handler: @escaping @Sendable (Call<Asked, Body>) async throws -> Answer
    ) {
        let parameters = Query.parameters(readBy: query)
        let names = parameters.map { Substring($0.name) }
        self.init(
            method, path, group, summary, access: access, inPath: inPath, query: parameters,
            body: body.description, answer: answer, failures: failures
        ) { request, context in
            var pairs = try Query(request, known: names)
            let asked = try query(&pairs)
            let given = try await body.read(request)
            return try await handler(
                Call(request: request, context: context, query: asked, body: given)
            ).response
        }
    }

    /// For endpoints without a body.
    init<Asked: Sendable, Answer: EndpointAnswering>(
        _ method: HTTPRequest.Method, _ path: String, _ group: String, _ summary: String,
        access: EndpointAccess, inPath: [Parameter] = [],
        query: @escaping @Sendable (inout Query) throws -> Asked,
        answer: EndpointAnswer? = Answer.shape, failures: [Int] = [],
        handler: @escaping @Sendable (Call<Asked, Void>) async throws -> Answer
    ) {
        self.init(
            method, path, group, summary, access: access, inPath: inPath, query: query,
            body: .none, answer: answer, failures: failures, handler: handler)
    }

    /// For endpoints that skip a query.
    init<Body: Sendable, Answer: EndpointAnswering>(
        _ method: HTTPRequest.Method, _ path: String, _ group: String, _ summary: String,
        access: EndpointAccess, inPath: [Parameter] = [], body: BodyShape<Body>,
        answer: EndpointAnswer? = Answer.shape, failures: [Int] = [],
        handler: @escaping @Sendable (Call<Void, Body>) async throws -> Answer
    ) {
        self.init(
            method, path, group, summary, access: access, inPath: inPath, query: [],
            body: body.description, answer: answer, failures: failures
        ) { request, context in
            let given = try await body.read(request)
            return try await handler(
                Call(request: request, context: context, query: (), body: given)
            ).response
        }
    }

    /// For endpoints that take nothing but their path.
    init<Answer: EndpointAnswering>(
        _ method: HTTPRequest.Method, _ path: String, _ group: String, _ summary: String,
        access: EndpointAccess, inPath: [Parameter] = [],
        answer: EndpointAnswer? = Answer.shape, failures: [Int] = [],
        handler: @escaping @Sendable (Call<Void, Void>) async throws -> Answer
    ) {
        self.init(
            method, path, group, summary, access: access, inPath: inPath, body: .none,
            answer: answer, failures: failures, handler: handler)
    }

    private init(
        _ method: HTTPRequest.Method, _ path: String, _ group: String, _ summary: String,
        access: EndpointAccess, inPath: [Parameter], query: [Parameter], body: EndpointBody,
        answer: EndpointAnswer?, failures: [Int], handler: @escaping Handler
    ) {
        guard let answer else {
            preconditionFailure("\(method) \(path) does not say what it answers")
        }
        self.method = method
        self.path = path
        self.group = group
        self.summary = summary
        self.access = access
        self.inPath = inPath
        self.query = query
        self.body = body
        self.answer = answer
        self.failures = failures
        self.handler = handler
        audit = access != .admin ? .none : method == .get ? .refusals : .entry()
        isShed = access != .open
    }
}

extension Endpoint {
    /// The same, with request headers that it reads.
    func reading(head: [Parameter]) -> Endpoint {
        var endpoint = self
        endpoint.head = head
        return endpoint
    }

    /// The same, audited differently from what its access suggests.
    func audited(_ audit: EndpointAudit) -> Endpoint {
        var endpoint = self
        endpoint.audit = audit
        return endpoint
    }

    /// The same, answered however busy the server is.
    func neverShed() -> Endpoint {
        var endpoint = self
        endpoint.isShed = false
        return endpoint
    }

    /// The same, for requests that ask for many users' weights at once, or hold more than some
    /// kilobytes.
    func costing(reads: Int = 1, bytes: Int = RequestCost.plain.bytes) -> Endpoint {
        var endpoint = self
        endpoint.cost = RequestCost(requests: 1, reads: reads, bytes: bytes)
        return endpoint
    }

    /// The same, as background work, because it takes long.
    func inBackground() -> Endpoint {
        var endpoint = self
        endpoint.work = .background
        return endpoint
    }

    /// The same, as work that looks after the store.
    func asMaintenance() -> Endpoint {
        var endpoint = self
        endpoint.work = .maintenance
        return endpoint
    }

    /// The same, left out of the documents.
    func hidden() -> Endpoint {
        var endpoint = self
        endpoint.isHidden = true
        return endpoint
    }
}

extension Endpoint {
    /// The names in the path, in its order.
    var pathNames: [String] {
        path.split(separator: "/").filter { $0.hasPrefix("{") && $0.hasSuffix("}") }
            .map { String($0.dropFirst().dropLast()) }
    }

    /// The parameters in the path, in its order.
    var pathParameters: [Parameter] {
        pathNames.map { name in
            inPath.first { $0.name == name } ?? Parameter(name, .id, "")
        }
    }

    /// Every status that it may answer a bad request with.
    var failureCodes: [Int] {
        var codes = Set(failures)
        if !pathNames.isEmpty || !query.isEmpty || body.schema != nil { codes.insert(400) }
        if body.schema != nil { codes.formUnion([413, 415]) }
        if access != .open { codes.formUnion([401, 403, 429]) }
        if method != .get { codes.formUnion([403, 507]) }
        return codes.union([421, 500, 503]).sorted()
    }
}
