import Access
import HTTPTypes
import Interest
import Repositories
import Synchronization
import Testing
import Work

@testable import Service

/// What the audit keeps.
struct AuditTests {
    private static let admin = "an-administrators-key"

    private func world(limits: AdminLimits = AdminLimits()) throws -> AdminWorld {
        var admin = AdminWorld(try World(), limits: limits)
        admin.world.configuration.key = try APIKey(Self.admin)
        return admin
    }

    private func ask(
        _ admin: AdminWorld, _ method: HTTPRequest.Method, _ path: String, key: String? = Self.admin
    ) async throws -> Int {
        let name = try #require(HTTPField.Name("X-API-Key"))
        return try await admin.world.ask(
            method, path, headers: key.map { [name: $0] } ?? [:]
        ).status
    }

    private func entries(_ admin: AdminWorld) async throws -> [AuditEntry] {
        try await admin.audit.newest(99, before: nil).reversed()
    }

    @Test(arguments: [
        (HTTPRequest.Method.get, "/api/dump", "GET /api/dump"),
        (.get, "/api/bulk/users", "GET /api/bulk/users"),
        (.get, "/api/bulk/items", "GET /api/bulk/items"),
        (.get, "/api/bulk/feedback", "GET /api/bulk/feedback"),
        (.head, "/api/dump", "HEAD /api/dump"),
        (.post, "/api/restore", "POST /api/restore"),
        (.delete, "/api/admin/jobs/none", "DELETE /api/admin/jobs/{id}"),
        (.get, "/api/admin/user/ann", "GET /api/admin/user/{id}"),
        (.put, "/api/admin/settings", "PUT /api/admin/settings"),
    ])
    func `what takes everything out, changes something or shows one person leaves a trace`(
        method: HTTPRequest.Method, path: String, action: String
    ) async throws {
        let admin = try world()
        let status = try await ask(admin, method, path)
        let found = try await entries(admin)
        #expect(found.map(\.action) == [action])
        #expect(found.map(\.operatorName) == ["configuration"])
        #expect(found.map(\.status) == [status])
    }

    @Test(arguments: [
        "/api/admin/stats", "/api/admin/audit", "/api/admin/user/ann/interests",
        "/api/recommend/ann",
        "/api/users", "/metrics", "/api/health/live",
    ])
    func `a look leaves none`(path: String) async throws {
        let admin = try world()
        _ = try await ask(admin, .get, path)
        #expect(try await entries(admin).isEmpty)
    }

    @Test(arguments: [
        (HTTPRequest.Method.get, "/api/admin/stats"), (.get, "/api/dump"), (.post, "/api/restore"),
        (.delete, "/api/admin/user/ann"), (.post, "/api/admin/jobs/wait"),
    ])
    func `a caller without a key is refused, and the audit has it`(
        method: HTTPRequest.Method, path: String
    ) async throws {
        let admin = try EndpointTests.wholeWorld()
        var world = admin.world
        world.configuration.key = try APIKey(Self.admin)
        #expect(try await world.ask(method, path).status == 401)
        let found = try await entries(admin)
        #expect(found.map(\.status) == [401])
        #expect(found.map(\.operatorName) == ["unknown"])
    }

    @Test func `a key that is not good for it is named with what it was refused`() async throws {
        let admin = AdminWorld(try World())
        var world = admin.world
        let text = KeyText.random()
        let keys = [
            AccessKey(
                name: "shop", access: [.read], rate: RateLimit("2/1min"), created: World.now,
                secrets: [text.secret(created: World.now)])
        ]
        world.dependencies.keys = FixedKeys(kept: keys)
        let name = try #require(HTTPField.Name("X-API-Key"))
        let statuses = try await world.application().asked { client in
            var statuses: [Int] = []
            for path in ["/api/admin/stats", "/api/recommend/a", "/api/recommend/a"] {
                statuses.append(
                    try await Answer(
                        client.ask(uri: path, method: .get, headers: [name: text.text])
                    ).status)
            }
            return statuses
        }
        #expect(statuses == [403, 200, 200])
        let found = try await entries(admin)
        #expect(found.map(\.operatorName) == ["shop"])
        #expect(found.map(\.action) == ["GET /api/admin/stats"])
        #expect(found.map(\.status) == [403])
    }

    @Test func `a crowd of refused requests fills neither the audit nor the store`() async throws {
        var limits = AdminLimits()
        limits.refusalRate = RateLimit(count: 3, per: .seconds(60))
        let admin = try world(limits: limits)
        let time = Time()
        var world = admin.world
        world.dependencies.now = { time.now }
        try await world.application().asked { client in
            for _ in 0..<10 { _ = try await client.get("/api/admin/stats") }
            time.pass(.seconds(60))
            _ = try await client.get("/api/dump")
        }
        let found = try await entries(admin)
        #expect(found.count == 4)
        #expect(found.last?.detail == "7 refused requests before are not listed")
    }

    @Test func `HEAD begins no stream, so nobody is kept from watching`() async throws {
        var limits = AdminLimits()
        limits.watchersMax = 1
        let admin = AdminWorld(try World(), limits: limits)
        _ = try await admin.jobs.put(AdminWorld.foreign("a", updated: World.now))
        for _ in 0..<3 {
            let answer = try await admin.world.ask(.head, "/api/admin/jobs/a/events")
            #expect(answer.status == 200)
            #expect(answer.headers[.contentType] == "text/event-stream")
            #expect(answer.body.isEmpty)
        }
        #expect(admin.desk.state.withLock { $0.watchers } == 0)
    }
}

/// Keys that stay as they are.
private struct FixedKeys: KeyRepository {
    let kept: [AccessKey]

    func keys() async throws(RepositoryError) -> [AccessKey] { kept }
    func key(_ name: String) async throws(RepositoryError) -> AccessKey? { nil }
    func insert(_ key: AccessKey) async throws(RepositoryError) -> Bool { false }
    func replace(_ key: AccessKey) async throws(RepositoryError) -> Bool { false }
}
