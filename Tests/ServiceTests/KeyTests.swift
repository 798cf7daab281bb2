import HTTPTypes
import Service
import Testing

struct KeyTests {
    private func ask(
        _ method: HTTPRequest.Method, _ path: String, showing key: String?
    ) async throws -> Answer {
        var world = try await World.ofAnn()
        world.configuration.key = try APIKey("open sesame".replacing(" ", with: "-"))
        let name = try #require(HTTPField.Name("X-API-Key"))
        return try await world.ask(method, path, headers: key.map { [name: $0] } ?? [:])
    }

    @Test(arguments: [nil, "", "x", "open-sesamE", "open-sesame-", "open-sesame open-sesame"])
    func `who does not show the key is not let in`(key: String?) async throws {
        for (method, path) in [
            (HTTPRequest.Method.get, "/api/recommend/ann"), (.get, "/api/user/ann/interests"),
            (.post, "/api/feedback"), (.get, "/nowhere"),
        ] {
            let answer = try await ask(method, path, showing: key)
            #expect(answer.status == 401)
            #expect(answer.body == "unauthorized")
            #expect(try answer.headers[#require(HTTPField.Name("X-Request-ID"))] != nil)
        }
    }

    @Test func `who shows the key is let in`() async throws {
        let answer = try await ask(.get, "/api/recommend/ann", showing: "open-sesame")
        #expect(answer.body == #"["fargo","heat","ran"]"#)
    }

    @Test(arguments: ["live", "ready"])
    func `health needs no key`(route: String) async throws {
        #expect(try await ask(.get, "/api/health/\(route)", showing: nil).status == 200)
    }

    @Test func `a key never shows itself`() throws {
        var configuration = ServiceConfiguration()
        configuration.key = try APIKey("open-sesame")
        var dumped = ""
        dump(configuration, to: &dumped)
        #expect(!dumped.contains("sesame"))
        #expect(!"\(configuration)".contains("sesame"))
        #expect(!String(reflecting: configuration).contains("sesame"))
    }

    @Test func `an empty key counts as absent, and one that no header carries is refused`() throws {
        #expect(try APIKey("") == nil)
        #expect(throws: ServiceError.self) { try APIKey("open sesame") }
        #expect(throws: ServiceError.self) { try APIKey("clé") }
    }
}
