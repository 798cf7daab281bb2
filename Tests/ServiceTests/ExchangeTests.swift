import HTTPTypes
import Interest
import Logging
import Service
import Testing

struct ExchangeTests {
    private func name(_ text: String) throws -> HTTPField.Name {
        try #require(HTTPField.Name(text))
    }

    @Test func `a sane request id comes back`() async throws {
        let id = try name("X-Request-ID")
        let answer = try await World().get("/api/health/live", headers: [id: "trace-1_a:b"])
        #expect(answer.headers[id] == "trace-1_a:b")
    }

    @Test(arguments: ["", "a b", "<script>", "é", String(repeating: "x", count: 129)])
    func `another request id is replaced by a UUID`(given: String) async throws {
        let id = try name("X-Request-ID")
        let first = try await World().get("/nowhere", headers: [id: given]).headers[id]
        let second = try await World().get("/nowhere", headers: [id: given]).headers[id]
        let shape = /[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/
        #expect(try #require(first).wholeMatch(of: shape) != nil)
        #expect(first != second)
    }

    @Test func `nobody else's pages may read an answer`() async throws {
        let origin = try name("Access-Control-Allow-Origin")
        let answer = try await World().get("/api/recommend/u", headers: [.origin: "http://evil"])
        #expect(answer.headers[origin] == nil)
    }

    @Test(arguments: ["/", "/api", "/api/user/ann/x", "/api/recommend/a/b/c", "/favicon.ico"])
    func `a path that is not there is not found`(path: String) async throws {
        let answer = try await World().get(path)
        #expect(answer.status == 404)
        #expect(answer.body == "there is nothing at this path")
    }

    @Test(arguments: [
        (HTTPRequest.Method.get, "/api/item", "POST"),
        (.delete, "/api/feedback", "GET, POST, PUT"), (.delete, "/api/recommend/ann", "GET"),
        (.post, "/api/user/a%2Fb/interests", "GET"), (.options, "/api/health/live", "GET"),
    ])
    func `a wrong method names the right one`(
        method: HTTPRequest.Method, path: String, allowed: String
    ) async throws {
        let answer = try await World().ask(method, path)
        #expect(answer.status == 405)
        #expect(answer.headers[.allow] == allowed)
        #expect(answer.body == "\(method) is not allowed here: use \(allowed)")
    }

    @Test func `HEAD answers as GET does, without the body`() async throws {
        let answer = try await World.ofAnn().ask(.head, "/api/recommend/ann")
        #expect(answer.status == 200)
        #expect(answer.body.isEmpty)
    }

    @Test(arguments: [
        (RepositoryError.Code.unavailable, 503, "the store does not answer: try again"),
        (.conflict, 503, "the store is busy: try again"),
        (.busy, 503, "the store is busy: try again"),
        (
            .full, 507,
            "the disk of the store is full: nothing can be written until there is room"
        ),
        (
            .tooLarge, 507,
            "this is larger than one document of the store can be: if it is a user's profile, ebb "
                + "law set --pruning lets it forget faint interests"
        ),
        (
            .refused, 500,
            "the service failed: its log says why, under this answer's X-Request-ID"
        ),
    ])
    func `what the store cannot do is said without its secrets`(
        code: RepositoryError.Code, status: Int, sentence: String
    ) async throws {
        var world = try World()
        let log = LogLines()
        world.logger = log.logger(.info)
        world.dependencies.weights = AbsentStore(code: code)
        world.dependencies.behaviors = AbsentStore(code: code)
        let feedback = #"{"FeedbackType":"click","UserId":"ann","ItemId":"i"}"#
        for answer in [
            try await world.get("/api/user/ann/interests"),
            try await world.get("/api/recommend/ann"),
            try await world.ask(.post, "/api/feedback", body: feedback),
        ] {
            #expect(answer.status == status)
            #expect(answer.body == sentence)
            #expect(answer.headers[.retryAfter] == (status == 503 ? "1" : nil))
        }
        #expect(log.lines.count == 3)
        #expect(log.lines.allSatisfy { $0.contains("\(code)") && !$0.contains("ann") })
        #expect(log.lines.allSatisfy { !$0.contains("secret") })
    }

    @Test func `a read of a malformed document says what is wrong with it`() async throws {
        var world = try World()
        let log = LogLines()
        world.logger = log.logger(.info)
        let sentence = "the document \"ann\" of weights is malformed: the field law is missing"
        world.dependencies.weights = AbsentStore(code: .malformed, message: sentence)
        let answer = try await world.get("/api/user/ann/interests")
        #expect(answer.status == 500)
        #expect(answer.body == sentence)
        #expect(log.lines.count == 1)
        #expect(log.lines.allSatisfy { !$0.contains("ann") })
    }

    @Test func `no user is named in a log but the most talkative`() async throws {
        var world = try await World.ofAnn()
        let log = LogLines()
        world.logger = log.logger(.debug)
        _ = try await world.get("/api/user/ann/interests?n=bad")
        _ = try await world.get("/api/recommend/ann")
        let requests = log.lines.filter { !$0.contains("ervice") }
        #expect(requests.count == 2, "\(requests)")
        #expect(requests.contains { $0.contains("GET /api/user/{id}/interests") })
        #expect(log.lines.allSatisfy { !$0.contains("ann") })
    }

    @Test func `requests over the limit are asked to come back`() async throws {
        let source = WaitingRecommendations()
        var world = try World(recommending: source)
        world.configuration.requestsMax = 1
        world.configuration.budgetWaitMax = .zero
        try await world.application().asked { client in
            async let first = client.get("/api/recommend/u")
            await source.asked.wait()
            let second = try await client.get("/api/recommend/u")
            #expect(second.status == 503)
            #expect(second.body == "the service is busy: try again")
            #expect(second.headers[.retryAfter] == "1")
            let health = try await client.get("/api/health/live")
            #expect(health.status == 200)
            source.told.open()
            #expect(try await first.body == #"["late"]"#)
            let third = try await client.get("/api/recommend/u")
            #expect(third.status == 200)
        }
    }
}
