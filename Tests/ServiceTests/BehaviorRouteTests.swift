import HTTPTypes
import Interest
import Repositories
import Service
import Testing

/// What Ebb shows beside what Gorse has words for.
struct BehaviorRouteTests {
    @Test func `behaviors come one by one, the newest first, page after page`() async throws {
        let world = try await World.ofAnn()
        // Four of one moment, over which pages end.
        _ = try await world.behaviors.append(
            (0..<4).map { number in
                Behavior(
                    event: EventID(unchecked: "e\(number)"), user: UserID(unchecked: "ann"),
                    item: ItemID(unchecked: "i"), action: .rating, value: Double(number),
                    time: World.now - .days(1))
            })
        var cursor = ""
        var found: [String] = []
        repeat {
            let body = try await world.get("/api/user/ann/behaviors?n=2&cursor=\(cursor)").body
            let page = try JSON(reading: Array(body.utf8)[...])
            guard case .array(let entries) = page["Behaviors"],
                case .text(let next) = page["Cursor"]
            else { throw Unexpected() }
            found += entries.map {
                ($0["EventId"] ?? .null).description + ($0["ItemId"] ?? .null).description
            }
            cursor = next
        } while !cursor.isEmpty
        #expect(
            found == [
                #"null"brazil""#, #""e3""i""#, #""e2""i""#, #""e1""i""#, #""e0""i""#,
                #"null"alien""#,
            ])
        let first = try await world.get("/api/user/ann/behaviors?n=1").body
        #expect(
            first.contains(
                #"{"EventId":null,"ItemId":"brazil","Title":"Brazil \"85\"","#
                    + #""FeedbackType":"purchase","Value":null,"#
                    + #""Timestamp":"2024-05-10T00:00:00Z","Labels":null,"Comment":""}"#))
        let past = try await world.get("/api/user/ann/behaviors?at=2024-05-08T12:00:00Z").body
        #expect(past.contains("alien") && !past.contains("brazil"))
        #expect(try await world.get("/api/user/ann/behaviors?cursor=eA==").status == 400)
    }

    @Test func `who is interested in an item comes by what is left of it`() async throws {
        let world = try await World.ofAnn()
        _ = try await world.behaviors.append([
            Behavior(
                user: UserID("bob"), item: ItemID("brazil"), action: .click,
                time: World.now - .days(1)),
            Behavior(
                user: UserID("cat"), item: ItemID("brazil"), action: .purchase,
                time: World.now - .days(1)),
        ])
        #expect(
            try await world.get("/api/item/brazil/users?n=2").body
                == #"{"ItemId":"brazil","Users":[{"UserId":"ann","Weight":3.0,"#
                + #""Last":"2024-05-10T00:00:00Z"},{"UserId":"cat","Weight":1.5,"#
                + #""Last":"2024-05-09T00:00:00Z"}]}"#)
        #expect(
            try await world.get("/api/item/none/users").body == #"{"ItemId":"none","Users":[]}"#)
    }

    @Test func `a preview says what would change, and changes nothing`() async throws {
        let world = try await World.ofAnn()
        let before = try await world.get("/api/user/ann/interests").body
        let body = """
            [{"FeedbackType":"click","ItemId":"alien"},
             {"FeedbackType":"purchase","ItemId":"fargo","Timestamp":"2024-05-09T00:00:00Z"}]
            """
        let path = "/api/user/ann/interests/preview"
        #expect(
            try await world.ask(.post, path, body: body).body
                == #"{"UserId":"ann","At":"2024-05-10T00:00:00Z","Changes":["#
                + #"{"ItemId":"fargo","Title":"Fargo","Before":0.0,"After":1.5},"#
                + #"{"ItemId":"alien","Title":"Alien","Before":0.25,"After":1.25}]}"#)
        let later = try await world.ask(.post, path + "?at=2024-05-11&n=1", body: body).body
        #expect(later.contains(#""Before":0.0,"After":0.75"#) && !later.contains("alien"))
        #expect(try await world.get("/api/user/ann/interests").body == before)
        #expect(try await world.behaviors.count().behaviors == 2)
        #expect(try await world.ask(.post, path, body: "{}").status == 400)
    }

    @Test func `a history tells how interests came and went`() async throws {
        let world = try await World.ofAnn()
        let path = "/api/user/ann/interests/history"
        #expect(
            try await world.get(path + "?points=3&n=2").body
                == #"{"UserId":"ann","Times":["2024-05-08T00:00:00Z","2024-05-09T00:00:00Z","#
                + #""2024-05-10T00:00:00Z"],"Interests":[{"ItemId":"brazil","#
                + #""Title":"Brazil \"85\"","Peak":3.0,"Weights":[0.0,0.0,3.0]},{"ItemId":"alien","#
                + #""Title":"Alien","Peak":1.0,"Weights":[1.0,0.5,0.25]}]}"#)
        let future = try await world.get(path + "?points=1&from=2024-05-11&to=2024-05-11").body
        #expect(future.contains(#""Weights":[1.5]"#))
        #expect(
            try await world.get(path + "?from=2024-05-11&to=2024-05-10").body
                == "from must not lie behind to")
        #expect(try await world.get("/api/user/nobody/interests/history").body.contains("[]"))
    }
}
