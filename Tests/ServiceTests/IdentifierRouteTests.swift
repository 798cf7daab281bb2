import Foundation
import HTTPTypes
import Testing

/// Ids are data: whatever letters are in them, they name a user and nothing else.
struct IdentifierRouteTests {
    @Test(arguments: [
        "a/b", "$where", "a.b", "..", "ä ü", "日本", "👩‍👩‍👧", "100%", "a+b", "a?b#c", "\"q\"", "\n",
        "{id}", ":id",
    ])
    func `any id comes back as it was sent`(id: String) async throws {
        let world = try await World.ofAnn()
        let escaped = try #require(id.addingPercentEncoding(withAllowedCharacters: .alphanumerics))
        let json = String(decoding: try JSONEncoder().encode(id), as: UTF8.self)
        let posted = try await world.ask(
            .post, "/api/feedback",
            body: #"[{"FeedbackType":"click","UserId":\#(json),"ItemId":\#(json)}]"#)
        #expect(posted.body == #"{"RowAffected":1}"#)
        let answer = try await world.get("/api/user/\(escaped)/interests")
        let read = try #require(
            JSONSerialization.jsonObject(with: Data(answer.body.utf8)) as? [String: Any])
        #expect(read["UserId"] as? String == id)
        let interests = try #require(read["Interests"] as? [[String: Any]])
        #expect(interests.map { $0["ItemId"] as? String } == [id])
        let recommended = try await world.get("/api/recommend/\(escaped)?n=3&exclude=\(escaped)")
        #expect(recommended.body == #"["fargo","heat","ran"]"#)
    }

    @Test(arguments: [
        ("/api/user/a%00b/interests", "the user id has a NUL byte in it"),
        (
            "/api/user/\(String(repeating: "x", count: 10_240))/interests",
            "the user id has 10240 bytes: at most 1024 are allowed"
        ),
        (
            "/api/recommend/\(String(repeating: "%C3%A4", count: 513))",
            "the user id has 1026 bytes: at most 1024 are allowed"
        ),
        (
            "/api/user//interests",
            "the path has an empty part: an id has at least one letter"
        ),
        ("/api/recommend/", "the user id is empty"),
        ("/api/recommend", "the user id is empty"),
        ("/api/recommend/%", "the user id in the path is not percent-encoded UTF-8"),
        ("/api/recommend/%4", "the user id in the path is not percent-encoded UTF-8"),
        ("/api/recommend/%C3", "the user id in the path is not percent-encoded UTF-8"),
        ("/api/recommend/ann?exclude=%00", "the item id has a NUL byte in it"),
    ])
    func `an id that cannot be one is refused`(path: String, sentence: String) async throws {
        let answer = try await World.ofAnn().get(path)
        #expect(answer.status == 400)
        #expect(answer.body == sentence)
    }
}
