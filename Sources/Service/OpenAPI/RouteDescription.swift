internal import HTTPTypes

/// What a route takes and answers: the one description from which the OpenAPI document and the
/// reader page are made, and which a test holds against the router.
///
///     RouteDescription(
///         .get, "/api/latest", "Items", "The newest items.",
///         query: [Parameter("n", .whole(0...1000), "How many.")], answer: .scores)
struct RouteDescription: Sendable {
    /// A parameter of the query or the head.
    struct Parameter: Sendable {
        let name: String
        var schema: JSONSchema
        let summary: String
        /// Whether it may be given several times.
        let isList: Bool

        init(_ name: String, _ schema: JSONSchema, _ summary: String, isList: Bool = false) {
            self.name = name
            self.schema = schema
            self.summary = summary
            self.isList = isList
        }
    }

    /// What comes where all went well.
    enum Answer: Sendable {
        case json(JSONSchema)
        case text(mediaType: String)
    }

    let method: HTTPRequest.Method
    /// As the router describes it: `/api/user/{id}/interests`.
    let path: String
    /// Under which heading it stands.
    let group: String
    let summary: String
    /// What the names in the path stand for, where that is not any id.
    let inPath: [Parameter]
    let query: [Parameter]
    let head: [Parameter]
    let body: JSONSchema?
    /// What kind of body it is.
    let bodyType: String
    /// Whether there must be one: a file may be empty.
    let needsBody: Bool
    let answer: Answer
    /// The status that goes with `answer`.
    let success: Int
    /// What else it may answer, with a sentence as text, beside what every route may.
    let failures: [Int]
    /// Whether 503 comes with the same JSON as 200.
    let failsInKind: Bool
    /// Whether the document leaves it out: a spelling that only helps with mistakes.
    let isHidden: Bool

    init(
        _ method: HTTPRequest.Method, _ path: String, _ group: String, _ summary: String,
        inPath: [Parameter] = [], query: [Parameter] = [], head: [Parameter] = [],
        body: JSONSchema? = nil, bodyType: String = "application/json",
        needsBody: Bool = true, answer: Answer,
        success: Int = 200, failures: [Int] = [], failsInKind: Bool = false, isHidden: Bool = false
    ) {
        self.method = method
        self.path = path
        self.group = group
        self.summary = summary
        self.inPath = inPath
        self.query = query
        self.head = head
        self.body = body
        self.bodyType = bodyType
        self.needsBody = needsBody
        self.answer = answer
        self.success = success
        self.failures = failures
        self.failsInKind = failsInKind
        self.isHidden = isHidden
    }

    /// The names in the path, in its order.
    var pathNames: [String] {
        path.split(separator: "/").filter { $0.hasPrefix("{") && $0.hasSuffix("}") }
            .map { String($0.dropFirst().dropLast()) }
    }

    /// What stands in the path, in its order.
    var pathParameters: [Parameter] {
        pathNames.map { name in
            inPath.first { $0.name == name } ?? Parameter(name, .id, "")
        }
    }

    /// All that it may answer where something went wrong.
    var failureCodes: [Int] {
        var codes = Set(failures)
        if !pathNames.isEmpty || !query.isEmpty || body != nil { codes.insert(400) }
        if body != nil { codes.insert(413) }
        if AccessRule.access(method, path) != nil { codes.formUnion([401, 403, 429]) }
        if method != .get { codes.insert(403) }
        return codes.union([500, 503]).sorted()
    }
}

extension RouteDescription {
    /// Every route of the service.
    static let all: [RouteDescription] =
        HealthController.routes + MetricsController.routes + DocumentController.routes
        + FeedbackController.routes + InterestController.routes + RecommendationController.routes
        + UserController.routes + ItemController.routes + FeedbackLookupController.routes
        + ScoreController.routes + BehaviorController.routes + BulkController.routes
        + DumpController.routes + AdminRoutes.routes
}
