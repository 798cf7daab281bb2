import Foundation
import HTTPTypes
import Interest
import Repositories
import Service
import Testing

/// Bodies and ids that are made to do harm.
struct BadBodyTests {
    @Test(arguments: [
        ("/api/feedback", "[", 100_000), ("/api/feedback", "{\"Labels\":", 100_000),
        ("/api/session/recommend", "[", 65), ("/api/session/recommend", "[", 3_000_000),
    ])
    func `JSON that is nested too deep is refused before anybody reads it`(
        path: String, opening: String, count: Int
    ) async throws {
        let world = try World()
        let body = String(repeating: opening, count: count)
        let answer = try await world.ask(.post, path, body: body)
        #expect(answer.status == 400)
        #expect(answer.body == "the body is nested deeper than 64 levels")
    }

    @Test(arguments: ["/api/feedback", "/api/session/recommend"])
    func `a body that is too large is refused`(path: String) async throws {
        var world = try World()
        world.configuration.bodyMax = 1000
        let body = "[" + String(repeating: " ", count: 1000)
        let answer = try await world.ask(.post, path, body: body)
        #expect(answer.status == 413)
        #expect(answer.body == "the body is larger than 1000 bytes: send less at once")
    }

    @Test(arguments: [
        "1", "\"text\"", "null", "true", "{}", "[1]", "[[]]", "[null]", "[{}]",
        #"[{"FeedbackType":1,"UserId":"u","ItemId":"i"}]"#,
        #"[{"FeedbackType":"click","UserId":{"$ne":null},"ItemId":"i"}]"#,
        #"[{"FeedbackType":"click","UserId":["u"],"ItemId":"i"}]"#,
        #"[{"FeedbackType":"click","UserId":"u","ItemId":"i","Value":"much"}]"#,
        #"[{"FeedbackType":"click","UserId":"u","ItemId":"i","Timestamp":{"$date":0}}]"#,
        "[{\"FeedbackType\":\"click\",\"UserId\":\"u\\u0000\",\"ItemId\":\"i\"}]",
    ])
    func `wrong types are said, and nothing of them is written`(body: String) async throws {
        let world = try World()
        let answer = try await world.ask(.post, "/api/feedback", body: body)
        #expect(answer.status == 400)
        #expect(!answer.body.isEmpty && !answer.body.contains("\n"))
        #expect(try await world.behaviors.count().behaviors == 0)
    }

    @Test(arguments: ["<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "</title>"])
    func `HTML in ids and titles stays text that no browser takes for a page`(
        text: String
    ) async throws {
        let world = try await World.ofAnn()
        try await world.items.put([Item(id: ItemID(text), title: text)])
        let json = String(decoding: try JSONEncoder().encode(text), as: UTF8.self)
        let posted = try await world.ask(
            .post, "/api/feedback",
            body: #"[{"FeedbackType":"click","UserId":\#(json),"ItemId":\#(json)}]"#)
        #expect(posted.status == 200)
        let path = try #require(text.addingPercentEncoding(withAllowedCharacters: .alphanumerics))
        let answer = try await world.get("/api/user/\(path)/interests")
        #expect(answer.headers[.contentType] == "application/json")
        #expect(answer.headers[.xContentTypeOptions] == "nosniff")
        let read = try #require(
            JSONSerialization.jsonObject(with: Data(answer.body.utf8)) as? [String: Any])
        #expect(read["UserId"] as? String == text)
        let interests = try #require(read["Interests"] as? [[String: Any]])
        #expect(interests.map { $0["Title"] as? String } == [text])
        let refused = try await world.get("/api/user/u/interests?n=\(path)")
        #expect(refused.status == 400)
        #expect(refused.headers[.contentType] == "text/plain; charset=utf-8")
        #expect(refused.headers[.xContentTypeOptions] == "nosniff")
    }
}
