import Foundation
import HTTPTypes
import Hummingbird
import Repositories
import Testing

@testable import Service

/// The description of the routes against the routes.
struct DocumentTests {
    private func document() async throws -> [String: Any] {
        let answer = try await World().get("/api/openapi.json")
        #expect(answer.status == 200)
        return try #require(
            JSONSerialization.jsonObject(with: Data(answer.body.utf8)) as? [String: Any])
    }

    @Test func `every route is described, and none that is not there`() throws {
        var world = try AdminWorld(World()).world
        world.dependencies.erasures = MemoryErasureRepository(
            log: world.behaviors,
            weights: MemoryWeightRepository(
                log: world.behaviors, settings: world.settings, now: { World.now }),
            profiles: MemoryProfileRepository(beside: world.behaviors))
        let ring = KeyRing(nil, world.configuration, now: world.dependencies.now)
        let router = buildRouter(
            world.dependencies, configuration: world.configuration, keys: ring)
        // What is shown in a browser is no part of the API.
        let routed = Set(
            router.routes.filter {
                $0.path.description.hasPrefix("/api/") || $0.path.description == "/metrics"
            }.map { "\($0.method) \($0.path)" })
        let described = RouteDescription.all.map { "\($0.method) \($0.path)" }
        #expect(Set(described).count == described.count)
        #expect(routed.subtracting(described).sorted() == [], "these routes lack a description")
        #expect(Set(described).subtracting(routed).sorted() == [], "these are not there")
    }

    @Test func `the document names each route with its parameters and its key`() async throws {
        let document = try await document()
        #expect(document["openapi"] as? String == "3.1.0")
        let paths = try #require(document["paths"] as? [String: [String: [String: Any]]])
        let shown = RouteDescription.all.filter { !$0.isHidden }
        #expect(paths.values.reduce(0) { $0 + $1.count } == shown.count)
        for route in shown {
            let found = try #require(paths[route.path]?[route.method.rawValue.lowercased()])
            let parameters = try #require(found["parameters"] as? [[String: Any]])
            let names = parameters.compactMap { $0["name"] as? String }
            #expect(
                names == route.pathNames + route.query.map(\.name) + route.head.map(\.name))
            let security = try #require(found["security"] as? [Any])
            #expect(
                security.isEmpty == (AccessRule.access(route.method, route.path) == nil))
            #expect((found["requestBody"] != nil) == (route.body != nil))
        }
    }

    /// A name that nobody knows is refused with those that are known.
    @Test(arguments: RouteDescription.all.filter { !$0.query.isEmpty })
    func `the query names that are described are those that are known`(
        route: RouteDescription
    ) async throws {
        var path = route.path
        for parameter in route.pathParameters {
            let value = if case .word(let words) = parameter.schema { words[0] } else { "x" }
            path = path.replacing("{\(parameter.name)}", with: value)
        }
        let answer = try await AdminWorld(World()).world
            .ask(route.method, path + "?nobody-knows-this=1", body: route.body.map { _ in "[]" })
        #expect(answer.status == 400)
        let names = route.query.map(\.name).joined(separator: ", ")
        #expect(answer.body.hasSuffix(": known are \(names)"))
    }

    @Test func `the page fetches nothing, runs nothing, and names every route`() async throws {
        let page = try await World().get("/api/docs")
        #expect(page.headers[.contentType] == "text/html; charset=utf-8")
        let policy = try #require(page.headers[.contentSecurityPolicy])
        #expect(policy.hasPrefix("default-src 'none'; style-src 'sha256-"))
        #expect(!page.body.contains("<script") && !page.body.contains("src="))
        #expect(!page.body.contains("http://") && !page.body.contains("https://"))
        for route in RouteDescription.all where !route.isHidden {
            #expect(page.body.contains("<code>\(route.path)</code>"))
        }
    }

    @Test func `both are there without a key`() async throws {
        var world = try World()
        world.configuration.key = try APIKey("open-sesame")
        #expect(try await world.get("/api/openapi.json").status == 200)
        #expect(try await world.get("/api/docs").status == 200)
    }
}
