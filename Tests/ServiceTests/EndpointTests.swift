import HTTPTypes
import Hummingbird
import Interest
import Page
import Repositories
import Testing
import Wire
import Work

@testable import Service

/// The endpoints: what each may be used for, and that whatever is made from them fits.
struct EndpointTests {
    /// A service that has every endpoint.
    static func wholeWorld(_ world: World? = nil) throws -> AdminWorld {
        var admin = try AdminWorld(world ?? World())
        admin.world.dependencies.erasures = MemoryErasureRepository(
            log: admin.world.behaviors,
            weights: MemoryWeightRepository(
                log: admin.world.behaviors, settings: admin.world.settings),
            profiles: MemoryProfileRepository(beside: admin.world.behaviors))
        return admin
    }

    static func all() throws -> [Endpoint] {
        let world = try wholeWorld().world
        return endpoints(world.dependencies, configuration: world.configuration)
    }

    @Test func `each path and method belongs to one endpoint, and is on the router`() throws {
        let world = try Self.wholeWorld().world
        let ring = KeyRing(nil, world.configuration, now: world.dependencies.now)
        let router = buildRouter(
            world.dependencies, configuration: world.configuration, keys: ring)
        let names = try Self.all().map { "\($0.method) \($0.path)" }
        #expect(Set(names).count == names.count)
        let routed = router.routes.map { "\($0.method) \($0.path)" }
        let heads = try Self.all().filter { $0.method == .get }.map { "HEAD \($0.path)" }
        #expect(routed.sorted() == (names + heads).sorted())
    }

    /// Method, path, the access that a key must have, how the body is taken, and which requests
    /// the audit keeps.
    @Test func `each endpoint is as open, as bounded and as audited as this says`() throws {
        let found = try Self.all().filter { $0.group != "Page" }
            .sorted { ($0.path, $0.method.rawValue) < ($1.path, $1.method.rawValue) }
            .map { endpoint in
                let body =
                    endpoint.body.isStream ? "stream" : endpoint.method == .get ? "none" : "whole"
                return "\(endpoint.method) \(endpoint.path) \(endpoint.access) \(body) "
                    + "\(endpoint.audit.extent)"
            }
        #expect(found == Self.expected.split(separator: "\n").map(String.init))
    }

    @Test func `the page's files hold nobody's data, and need no key`() throws {
        let files = try Self.all().filter { $0.group == "Page" }
        #expect(files.count == Page.assets.count + 2)
        #expect(files.allSatisfy { $0.access == .open && $0.method == .get && $0.isHidden })
    }

    /// A body that is shown as an example is taken.
    @Test func `each example does what it is an example of`() async throws {
        let admin = try Self.wholeWorld()
        let examples = try Self.all().filter { $0.body.example != nil }
        #expect(examples.count == 12)
        for endpoint in examples {
            let path = endpoint.path.replacing("{id}", with: "ann")
                .replacing("{category}", with: "films")
            let answer = try await admin.world.ask(
                endpoint.method, path, body: endpoint.body.example)
            #expect(answer.status == 200, "\(endpoint.method) \(path): \(answer.body)")
        }
    }

    @Test func `each JSON body that is described has an example`() throws {
        for endpoint in try Self.all() where !endpoint.body.isStream {
            #expect((endpoint.body.schema == nil) == (endpoint.body.example == nil))
        }
    }

    /// All that there is to adding a route: it is answered, guarded, audited and described.
    @Test func `one value is a whole route`() async throws {
        let greeting = Endpoint(
            .get, "/api/greeting/{id}", "Greetings", "Greets a user.", access: .admin,
            query: { try $0.flag("loud", "Whether to shout.") }
        ) { call -> Greeting in
            Greeting(user: try UserID(path: call.context), isLoud: call.query)
        }
        .audited(.entry())
        let admin = AdminWorld(try World())
        var configuration = admin.world.configuration
        configuration.key = try APIKey("a-key")
        let keys = KeyRing(nil, configuration, now: { World.now })
        let table = EndpointTable(
            endpoints: [greeting] + DocumentController(describing: [greeting]).endpoints,
            access: AccessCheck(
                ring: keys,
                limiter: RateLimiter(now: { World.now })),
            budget: WorkBudget(configuration, metrics: admin.world.dependencies.registry),
            bodies: BodyLimit(configuration),
            audit: AuditTrail(admin.audit, now: { World.now }, limits: AdminLimits()))
        let application = Application(
            responder: ServiceResponder(
                table.router(), metrics: admin.world.dependencies.registry,
                doors: Doors(configuration, keys: keys)))
        let name = try #require(HTTPField.Name("X-API-Key"))
        try await application.asked { client in
            let answer = try await Answer(
                client.ask(
                    uri: "/api/greeting/ann?loud=1", method: .get, headers: [name: "a-key"]))
            #expect(answer.body == #"{"Greeting":"HELLO ANN"}"#)
            #expect(try await client.get("/api/greeting/ann").status == 401)
            let document = try await client.get("/api/openapi.json").body
            #expect(document.contains(#""/api/greeting/{id}":{"get":{"summary":"Greets a user.""#))
            #expect(document.contains(#""x-access":"admin""#))
            #expect(document.contains(#"{"name":"loud","in":"query""#))
        }
        // Entries of the same moment have no order.
        let statuses = try await admin.audit.newest(9, before: nil).map(\.status)
        #expect(statuses.sorted() == [200, 401])
    }

    private static let expected = """
        GET /api/admin/audit admin none refused
        GET /api/admin/indexes admin none refused
        GET /api/admin/item/{id} admin none refused
        GET /api/admin/jobs admin none refused
        DELETE /api/admin/jobs/{id} admin whole every
        GET /api/admin/jobs/{id} admin none refused
        POST /api/admin/jobs/{id} admin stream every
        GET /api/admin/jobs/{id}/events admin none refused
        GET /api/admin/jobs/{id}/rejects admin none refused
        GET /api/admin/models admin none refused
        DELETE /api/admin/models/{id}/{version} admin whole every
        POST /api/admin/models/{id}/{version}/activate admin whole every
        GET /api/admin/settings admin none refused
        PUT /api/admin/settings admin whole every
        GET /api/admin/stats admin none refused
        DELETE /api/admin/user/{id} admin whole every
        GET /api/admin/user/{id} admin none every
        GET /api/admin/user/{id}/interests admin none refused
        GET /api/admin/user/{id}/recommendations admin none refused
        GET /api/admin/user/{id}/remains admin none refused
        GET /api/admin/users admin none refused
        GET /api/bulk/feedback admin none every
        POST /api/bulk/feedback write stream none
        GET /api/bulk/items admin none every
        POST /api/bulk/items write stream none
        GET /api/bulk/users admin none every
        POST /api/bulk/users write stream none
        GET /api/collaborative-filtering/{id} read none none
        GET /api/collaborative-filtering/{id}/{category} read none none
        GET /api/docs open none none
        GET /api/dump admin none every
        GET /api/feedback read none none
        POST /api/feedback write whole none
        PUT /api/feedback write whole none
        GET /api/feedback/{first} read none none
        DELETE /api/feedback/{first}/{second} write whole none
        GET /api/feedback/{first}/{second} read none none
        DELETE /api/feedback/{first}/{second}/{third} write whole none
        GET /api/feedback/{first}/{second}/{third} read none none
        GET /api/health/live open none none
        GET /api/health/ready open none none
        POST /api/item write whole none
        GET /api/item-to-item/{name}/{id} read none none
        DELETE /api/item/{id} write whole none
        GET /api/item/{id} read none none
        PATCH /api/item/{id} write whole none
        DELETE /api/item/{id}/category/{category} write whole none
        PUT /api/item/{id}/category/{category} write whole none
        GET /api/item/{id}/feedback read none none
        GET /api/item/{id}/feedback/{type} read none none
        GET /api/item/{id}/neighbors read none none
        GET /api/item/{id}/neighbors/{category} read none none
        GET /api/item/{id}/users read none none
        GET /api/items read none none
        POST /api/items write whole none
        GET /api/latest read none none
        GET /api/latest/{category} read none none
        GET /api/non-personalized/{name} read none none
        GET /api/openapi.json open none none
        GET /api/recommend read none none
        GET /api/recommend/{id} read none none
        GET /api/recommend/{id}/{category} read none none
        POST /api/restore admin stream every
        POST /api/session/recommend read whole none
        POST /api/session/recommend/{category} read whole none
        POST /api/user write whole none
        GET /api/user-to-user/{name}/{id} read none none
        DELETE /api/user/{id} write whole none
        GET /api/user/{id} read none none
        PATCH /api/user/{id} write whole none
        GET /api/user/{id}/behaviors read none none
        GET /api/user/{id}/feedback read none none
        GET /api/user/{id}/feedback/{type} read none none
        GET /api/user/{id}/interests read none none
        GET /api/user/{id}/interests/history read none none
        POST /api/user/{id}/interests/preview read whole none
        GET /api/user/{id}/neighbors read none none
        GET /api/users read none none
        POST /api/users write whole none
        GET /metrics read none none
        """
}

private struct Greeting: JSONAnswer {
    let user: UserID
    let isLoud: Bool

    static var schema: JSONSchema { .object([.needed("Greeting", .text())]) }

    func write(to json: inout JSONWriter) {
        let text = "hello \(user.text)"
        json.object { $0.field("Greeting", isLoud ? text.uppercased() : text) }
    }
}
