import HTTPTypes
import NIOCore
import Service
import Testing

/// What pages of other origins may do from a browser.
struct OriginTests {
    private let shop = "https://shop.example"
    private let feedback = #"[{"FeedbackType":"click","UserId":"ann","ItemId":"ran"}]"#

    private func world() async throws -> World {
        var world = try await World.ofAnn()
        world.configuration.origins = [shop]
        world.configuration.key = try APIKey("open-sesame")
        return world
    }

    private func ask(
        _ method: HTTPRequest.Method, from origin: String, asking next: String? = nil,
        showing key: String? = nil
    ) async throws -> Answer {
        var headers: HTTPFields = [.origin: origin]
        if let next { headers[.accessControlRequestMethod] = next }
        if let key { headers[.authorization] = "Bearer \(key)" }
        let body = method == .post ? feedback : nil
        let path = method == .get ? "/api/recommend/ann" : "/api/feedback"
        return try await world().ask(method, path, headers: headers, body: body)
    }

    @Test func `a named origin may ask beforehand, without a key`() async throws {
        let answer = try await ask(.options, from: shop, asking: "POST")
        #expect(answer.status == 204)
        #expect(answer.headers[.accessControlAllowOrigin] == shop)
        #expect(answer.headers[.accessControlAllowMethods]?.contains("POST") == true)
        #expect(answer.headers[.accessControlAllowHeaders]?.contains("X-API-Key") == true)
        #expect(answer.headers[.accessControlAllowCredentials] == nil)
        #expect(answer.headers[.vary] == "Origin")
    }

    @Test func `a named origin may read answers and failures, and needs a key like others`()
        async throws
    {
        let read = try await ask(.get, from: shop, showing: "open-sesame")
        #expect(read.status == 200)
        #expect(read.headers[.accessControlAllowOrigin] == shop)
        let stranger = try await ask(.get, from: shop)
        #expect(stranger.status == 401)
        #expect(stranger.headers[.accessControlAllowOrigin] == shop)
        #expect(try await ask(.post, from: shop, showing: "open-sesame").status == 200)
    }

    @Test(arguments: ["https://evil.example", "https://shop.example.evil", "null", ""])
    func `others may not, and change nothing even with a key`(origin: String) async throws {
        let before = try await ask(.options, from: origin, asking: "POST")
        #expect(before.status == 403)
        let read = try await ask(.get, from: origin, showing: "open-sesame")
        #expect(read.headers[.accessControlAllowOrigin] == nil)
        let post = try await ask(.post, from: origin, showing: "open-sesame")
        #expect(post.status == 403)
        #expect(
            post.body
                == "pages of another origin change nothing here: name theirs in cors.origins")
    }

    @Test func `a page of the service's own may change what its key may`() async throws {
        let world = try await World.ofAnn()
        try await world.application().asked { client in
            let answer = try await Answer(
                client.ask(
                    uri: "/api/feedback", method: .post,
                    headers: [.origin: "http://localhost"], body: .init(string: feedback)))
            #expect(answer.status == 200)
        }
    }
}
