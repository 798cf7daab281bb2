import Foundation
import HTTPTypes
import Testing
import Wire

@testable import Service

/// The documents that are made from the endpoints.
struct DocumentTests {
    private func document() async throws -> [String: Any] {
        let answer = try await EndpointTests.wholeWorld().world.get("/api/openapi.json")
        #expect(answer.status == 200)
        return try #require(
            JSONSerialization.jsonObject(with: Data(answer.body.utf8)) as? [String: Any])
    }

    @Test func `the document names each endpoint with its parameters and its key`() async throws {
        let document = try await document()
        #expect(document["openapi"] as? String == "3.1.0")
        let paths = try #require(document["paths"] as? [String: [String: [String: Any]]])
        let shown = try EndpointTests.all().filter { !$0.isHidden }
        #expect(paths.values.reduce(0) { $0 + $1.count } == shown.count)
        for endpoint in shown {
            let found = try #require(paths[endpoint.path]?[endpoint.method.rawValue.lowercased()])
            let parameters = try #require(found["parameters"] as? [[String: Any]])
            let names = parameters.compactMap { $0["name"] as? String }
            #expect(
                names == endpoint.pathNames + endpoint.query.map(\.name)
                    + endpoint.head.map(\.name))
            let security = try #require(found["security"] as? [Any])
            #expect(security.isEmpty == (endpoint.access == .open))
            #expect((found["requestBody"] != nil) == (endpoint.body.schema != nil))
        }
    }

    /// A name that nobody knows is refused with those that are known.
    @Test func `the query names that are described are those that are known`() async throws {
        let world = try EndpointTests.wholeWorld().world
        for endpoint in try EndpointTests.all() where !endpoint.query.isEmpty {
            var path = endpoint.path
            for parameter in endpoint.pathParameters {
                let value = if case .word(let words) = parameter.schema { words[0] } else { "x" }
                path = path.replacing("{\(parameter.name)}", with: value)
            }
            let answer = try await world.ask(
                endpoint.method, path + "?nobody-knows-this=1", body: endpoint.body.example)
            #expect(answer.status == 400)
            let names = endpoint.query.map(\.name).joined(separator: ", ")
            #expect(answer.body.hasSuffix(": known are \(names)"), "\(path)")
        }
    }

    @Test func `the page fetches nothing, runs nothing, and names every endpoint`() async throws {
        let page = try await EndpointTests.wholeWorld().world.get("/api/docs")
        #expect(page.headers[.contentType] == "text/html; charset=utf-8")
        let policy = try #require(page.headers[.contentSecurityPolicy])
        #expect(policy.hasPrefix("default-src 'none'; style-src 'sha256-"))
        #expect(!page.body.contains("<script") && !page.body.contains("src="))
        #expect(!page.body.contains("http://") && !page.body.contains("https://"))
        for endpoint in try EndpointTests.all() where !endpoint.isHidden {
            #expect(page.body.contains("<code>\(endpoint.path)</code>"))
        }
    }

    @Test func `both are there without a key`() async throws {
        var world = try World()
        world.configuration.key = try APIKey("open-sesame")
        #expect(try await world.get("/api/openapi.json").status == 200)
        #expect(try await world.get("/api/docs").status == 200)
    }
}
