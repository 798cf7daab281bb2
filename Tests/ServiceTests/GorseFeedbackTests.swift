import HTTPTypes
import Interest
import Repositories
import Service
import Testing

/// Gorse's feedback, looked up as Gorse would hold it.
struct GorseFeedbackTests {
    private func feedback(
        _ type: String, _ user: String, _ item: String, _ value: Double, _ time: String
    ) -> String {
        #"{"FeedbackType":"\#(type)","UserId":"\#(user)","ItemId":"\#(item)","Value":\#(value),"#
            + #""Timestamp":"2024-05-0\#(time)"}"#
    }

    private func shown(
        _ type: String, _ user: String, _ item: String, _ value: Double, _ time: String,
        updated: String? = nil
    ) -> String {
        #"{"FeedbackType":"\#(type)","UserId":"\#(user)","ItemId":"\#(item)","Value":\#(value),"#
            + #""Timestamp":"2024-05-0\#(time)","Updated":"2024-05-0\#(updated ?? time)","#
            + #""Labels":null,"Comment":""}"#
    }

    /// Ann twice clicked a and once bought it, and rated b; bob clicked a.
    private func world() async throws -> World {
        let world = try World()
        let posted = [
            feedback("click", "ann", "a", 2, "2T00:00:00Z"),
            feedback("click", "ann", "a", 3, "1T00:00:00Z"),
            feedback("purchase", "ann", "a", 1, "3T00:00:00Z"),
            feedback("rating", "ann", "b", 7, "4T00:00:00Z"),
            feedback("click", "bob", "a", 0, "5T00:00:00Z"),
        ]
        let answer = try await world.ask(
            .post, "/api/feedback", body: "[\(posted.joined(separator: ","))]")
        #expect(answer.body == #"{"RowAffected":5}"#)
        return world
    }

    private var ann: [String] {
        [
            shown("click", "ann", "a", 5, "1T00:00:00Z", updated: "2T00:00:00Z"),
            shown("purchase", "ann", "a", 1, "3T00:00:00Z"),
            shown("rating", "ann", "b", 7, "4T00:00:00Z"),
        ]
    }
    private var bob: String { shown("click", "bob", "a", 0, "5T00:00:00Z") }

    @Test func `posted values add up, and the first time stands`() async throws {
        let world = try await world()
        #expect(
            try await world.get("/api/user/ann/feedback").body
                == "[\(ann.joined(separator: ","))]")
        #expect(try await world.get("/api/user/ann/feedback/click").body == "[\(ann[0])]")
        #expect(try await world.get("/api/feedback/ann/a").body == "[\(ann[0]),\(ann[1])]")
        #expect(try await world.get("/api/feedback/click/ann/a").body == ann[0])
        #expect(try await world.get("/api/feedback/click/ann/none").body == "{}")
        for path in ["/api/item/a/feedback", "/api/item/a/feedback/"] {
            #expect(try await world.get(path).body == "[\(ann[0]),\(ann[1]),\(bob)]")
        }
        #expect(try await world.get("/api/item/a/feedback/click").body == "[\(ann[0]),\(bob)]")
        #expect(try await world.get("/api/user/nobody/feedback").body == "[]")
    }

    @Test(arguments: [
        ("rating", 1), ("rating%3E%3D7", 1), ("rating>7", 0), ("rating%3C7.5", 1),
        ("rating%3C=6", 0), ("click%3E=5", 1), ("click%3E", 1),
    ])
    func `a type may have a condition on the value`(type: String, count: Int) async throws {
        let body = try await world().get("/api/user/ann/feedback/\(type)").body
        #expect(body.matches(of: /FeedbackType/).count == count)
    }

    @Test(arguments: ["rating%3D7", "%3E7", "rating%3Ex", "rating%3E%3E7"])
    func `an invalid condition is refused`(type: String) async throws {
        let answer = try await world().get("/api/user/ann/feedback/\(type)")
        #expect(answer.status == 400)
        #expect(
            answer.body
                == "invalid expression format, expected format: <feedback_type>[<operator><value>]"
        )
    }

    @Test func `what is put stands alone`() async throws {
        let world = try await world()
        let put = [
            feedback("click", "ann", "a", 9, "6T00:00:00Z"),
            feedback("click", "ann", "c", 1, "6T00:00:00Z"),
        ]
        let answer = try await world.ask(
            .put, "/api/feedback", body: "[\(put.joined(separator: ","))]")
        #expect(answer.body == #"{"RowAffected":2}"#)
        #expect(
            try await world.get("/api/feedback/click/ann/a").body
                == shown("click", "ann", "a", 9, "6T00:00:00Z"))
        #expect(try await world.get("/api/feedback/purchase/ann/a").body == ann[1])
        #expect(try await world.behaviors.count().behaviors == 5)
    }

    @Test func `what the last one says besides is given back, here and one by one`() async throws {
        let world = try World()
        let said = [
            (1, #"["gift"],"Comment":"a""#), (3, #"{"x":1},"Comment":"b""#), (2, "7"),
        ]
        for (day, rest) in said {
            let body =
                #"{"FeedbackType":"click","UserId":"u","ItemId":"i","Labels":\#(rest),"#
                + #""Timestamp":"2024-05-0\#(day)"}"#
            #expect(try await world.ask(.post, "/api/feedback", body: body).status == 200)
        }
        let one = try await world.get("/api/feedback/click/u/i").body
        #expect(one.hasSuffix(#""Labels":{"x":1},"Comment":"b"}"#), "\(one)")
        let all = try await world.get("/api/user/u/behaviors").body
        #expect(all.matches(of: /"Labels":/).count == 3)
        #expect(all.contains(#""Labels":["gift"],"Comment":"a"}"#), "\(all)")
        #expect(all.contains(#""Labels":7,"Comment":""}"#), "\(all)")

        let wrong = #"{"FeedbackType":"click","UserId":"u","ItemId":"i","Labels":[true]}"#
        let refused = try await world.ask(.post, "/api/feedback", body: "[\(wrong)]")
        #expect(refused.status == 400)
        #expect(refused.body.hasPrefix("feedback 1: "), "\(refused.body)")
    }

    @Test func `what is taken back is counted as Gorse counts, and has never happened`()
        async throws
    {
        let world = try await world()
        let before = try await world.get("/api/user/ann/interests").body
        #expect(before.contains(#""ItemId":"a""#))
        #expect(
            try await world.ask(.delete, "/api/feedback/purchase/ann/a").body
                == #"{"RowAffected":1}"#)
        #expect(
            try await world.ask(.delete, "/api/feedback/ann/a").body == #"{"RowAffected":1}"#)
        #expect(
            try await world.ask(.delete, "/api/feedback/ann/a").body == #"{"RowAffected":0}"#)
        let after = try await world.get("/api/user/ann/interests").body
        #expect(!after.contains(#""ItemId":"a""#) && after.contains(#""ItemId":"b""#))
        #expect(try await world.get("/api/item/a/feedback").body == "[\(bob)]")
    }

    @Test func `all feedback comes in pages, by user, item and type`() async throws {
        let world = try await world()
        var cursor = ""
        var found: [String] = []
        repeat {
            let body = try await world.get("/api/feedback?n=1&cursor=\(cursor)").body
            let match = try #require(body.wholeMatch(of: /{"Cursor":"(.*?)","Feedback":\[(.*)\]}/))
            cursor = String(match.1)
            if !match.2.isEmpty { found.append(String(match.2)) }
        } while !cursor.isEmpty
        #expect(found == ann + [bob])
        #expect(
            try await world.get("/api/feedback/click?n=9").body
                == #"{"Cursor":"","Feedback":[\#(ann[0]),\#(bob)]}"#)
        #expect(try await world.get("/api/feedback?n=0").body == #"{"Cursor":"","Feedback":[]}"#)
        #expect(try await world.get("/api/feedback?cursor=eA==").status == 400)
    }

    @Test func `what lies in the future does not show yet`() async throws {
        let world = try World()
        let tomorrow = #"{"FeedbackType":"click","UserId":"u","ItemId":"i","Timestamp":1715299260}"#
        _ = try await world.ask(.post, "/api/feedback", body: tomorrow)
        for path in ["/api/user/u/feedback", "/api/item/i/feedback", "/api/feedback/u/i"] {
            #expect(try await world.get(path).body == "[]")
        }
    }

    @Test func `too many for one list are refused`() async throws {
        var world = try await world()
        world.configuration.feedbackListMax = 2
        let answer = try await world.get("/api/user/ann/feedback")
        #expect(answer.status == 400)
        #expect(answer.body == "there are more than 2 feedback: page through /api/feedback")
    }
}
