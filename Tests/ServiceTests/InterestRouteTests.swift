import HTTPTypes
import Interest
import Repositories
import Testing

struct InterestRouteTests {
    @Test func `interests come strongest first, faded to this moment`() async throws {
        let answer = try await World.ofAnn().get("/api/user/ann/interests")
        #expect(answer.status == 200)
        #expect(
            answer.body
                == #"{"UserId":"ann","At":"2024-05-10T00:00:00Z","Behaviors":2,"Interests":["#
                + #"{"ItemId":"brazil","Title":"Brazil \"85\"","Weight":3.0,"#
                + #""Last":"2024-05-10T00:00:00Z"},"#
                + #"{"ItemId":"alien","Title":"Alien","Weight":0.25,"#
                + #""Last":"2024-05-08T00:00:00Z"}]}"#)
        #expect(answer.headers[.contentType] == "application/json")
    }

    @Test func `a past moment is read from the log up to then`() async throws {
        let answer = try await World.ofAnn().get("/api/user/ann/interests?at=2024-05-09T00:00Z")
        #expect(
            answer.body
                == #"{"UserId":"ann","At":"2024-05-09T00:00:00Z","Behaviors":1,"Interests":["#
                + #"{"ItemId":"alien","Title":"Alien","Weight":0.5,"#
                + #""Last":"2024-05-08T00:00:00Z"}]}"#)
    }

    @Test(arguments: [
        "1715385600", "2024-05-11T00:00:00Z", "2024-05-11T02:00:00+02:00",
        "2024-05-11T02:00:00%2B02:00", "2024-05-11%2000:00:00",
    ])
    func `a moment to come fades what there is`(at: String) async throws {
        let answer = try await World.ofAnn().get("/api/user/ann/interests?n=1&at=\(at)")
        #expect(
            answer.body
                == #"{"UserId":"ann","At":"2024-05-11T00:00:00Z","Behaviors":2,"Interests":["#
                + #"{"ItemId":"brazil","Title":"Brazil \"85\"","Weight":1.5,"#
                + #""Last":"2024-05-10T00:00:00Z"}]}"#)
    }

    @Test func `reading changes nothing that is read later`() async throws {
        let world = try await World.ofAnn()
        let first = try await world.get("/api/user/ann/interests")
        _ = try await world.get("/api/user/ann/interests?at=2025-01-01")
        _ = try await world.get("/api/user/ann/interests?at=2024-05-09")
        #expect(try await world.get("/api/user/ann/interests").body == first.body)
    }

    @Test(arguments: ["/api/user/bob/interests", "/api/user/ann/interests?n=0&at="])
    func `nobody's interests, and none, are an empty list`(path: String) async throws {
        let answer = try await World.ofAnn().get(path)
        #expect(answer.status == 200)
        #expect(answer.body.hasSuffix(#""Interests":[]}"#))
    }

    @Test func `an item without a title has null for one`() async throws {
        let world = try await World.ofAnn()
        _ = try await world.ask(
            .post, "/api/feedback",
            body: #"{"FeedbackType":"click","UserId":"cy","ItemId":"new"}"#)
        let answer = try await world.get("/api/user/cy/interests")
        #expect(answer.body.contains(#"{"ItemId":"new","Title":null,"Weight":1.0"#))
    }

    @Test func `categories and labels sum the interests that the catalog puts there`()
        async throws
    {
        let world = try await World.ofAnn()
        try await world.items.put([
            Item(id: ItemID("alien"), categories: ["Horror", "SF"], labels: ["space"]),
            Item(id: ItemID("brazil"), categories: ["SF"]),
        ])
        let answer = try await world.get("/api/user/ann/interests?categories=true&n=1")
        #expect(
            answer.body.hasSuffix(
                #""Categories":[{"Name":"SF","Weight":3.25,"Items":2,"#
                    + #""Last":"2024-05-10T00:00:00Z"}],"#
                    + #""Labels":[{"Name":"space","Weight":0.25,"Items":1,"#
                    + #""Last":"2024-05-08T00:00:00Z"}],"Uncategorized":0.0}"#), "\(answer.body)")
    }

    @Test func `categories are right at the next read when the catalog changes`() async throws {
        let world = try await World.ofAnn()
        let path = "/api/user/ann/interests?categories=1"
        // One application, so that whatever it kept of the first read is still there.
        try await world.application().asked { client in
            let before = try await client.get(path)
            #expect(before.body.hasSuffix(#""Categories":[],"Labels":[],"Uncategorized":3.25}"#))
            try await world.items.put([Item(id: ItemID("brazil"), categories: ["SF"])])
            let after = try await client.get(path)
            #expect(after.body.contains(#""Categories":[{"Name":"SF","Weight":3.0"#))
            #expect(after.body.hasSuffix(#""Uncategorized":0.25}"#))
        }
    }

    @Test(arguments: [
        ("n=-1", #"n must be a whole number from 0 to 1000, not "-1""#),
        ("n=1001", #"n must be a whole number from 0 to 1000, not "1001""#),
        (
            "n=99999999999999999999",
            #"n must be a whole number from 0 to 1000, not "99999999999999999999""#
        ),
        ("n=ten", #"n must be a whole number from 0 to 1000, not "ten""#),
        ("n=1&n=2", "n is given more than once"),
        (
            "at=yesterday",
            "at must be a time from 1970 to 9999 such as 2024-05-01T12:00:00Z, or seconds since "
                + #"1970, not "yesterday""#
        ),
        (
            "at=9223372036854775807",
            "at must be a time from 1970 to 9999 such as 2024-05-01T12:00:00Z, or seconds since "
                + #"1970, not "9223372036854775807""#
        ),
        (
            "at=-1",
            "at must be a time from 1970 to 9999 such as 2024-05-01T12:00:00Z, or seconds since "
                + #"1970, not "-1""#
        ),
        ("at=%zz", "at is not percent-encoded UTF-8"),
        ("categories=yes", #"categories must be true or false, not "yes""#),
        (
            "count=3",
            #"the query has "count", which is not known here: known are n, at, categories"#
        ),
    ])
    func `a query that is wrong says so in one sentence`(
        query: String, sentence: String
    ) async throws {
        let answer = try await World.ofAnn().get("/api/user/ann/interests?\(query)")
        #expect(answer.status == 400)
        #expect(answer.body == sentence)
    }
}
