import Foundation
import HTTPTypes
import Interest
import Recommending
import Repositories
import Service
import Testing

struct RecommendationRouteTests {
    private func ask(_ query: String, headers: HTTPFields = [:]) async throws -> Answer {
        try await World.ofAnn().get("/api/recommend/\(query)", headers: headers)
    }

    @Test func `item ids come as a plain array`() async throws {
        let answer = try await ask("ann")
        #expect(answer.status == 200)
        #expect(answer.body == #"["fargo","heat","ran"]"#)
        #expect(answer.headers[.contentType] == "application/json")
    }

    @Test func `version 2 has scores`() async throws {
        let version = try #require(HTTPField.Name("X-API-Version"))
        #expect(
            try await ask("ann", headers: [version: "2"]).body
                == #"[{"Id":"fargo","Score":1.5},{"Id":"heat","Score":0.75},"#
                + #"{"Id":"ran","Score":0.375}]"#)
        #expect(try await ask("ann", headers: [version: "1"]).body == #"["fargo","heat","ran"]"#)
    }

    @Test func `an explanation adds up to its score`() async throws {
        #expect(
            try await ask("ann?explain=true&n=2").body
                == #"[{"Id":"fargo","Title":"Fargo","Score":1.5,"From":"item-neighbors","Parts":["#
                + #"{"Because":"brazil","Title":"Brazil \"85\"","Weight":3.0,"Similarity":0.5,"#
                + #""Share":1.5}]},"#
                + #"{"Id":"heat","Title":null,"Score":0.75,"From":"item-neighbors","Parts":["#
                + #"{"Because":"brazil","Title":"Brazil \"85\"","Weight":3.0,"Similarity":0.25,"#
                + #""Share":0.75}]}]"#)
    }

    @Test func `a stranger gets what is popular`() async throws {
        #expect(
            try await ask("bob?explain=1&n=1").body
                == #"[{"Id":"fargo","Title":"Fargo","Score":0.5,"From":"popular","Parts":["#
                + #"{"Because":null,"Title":null,"Weight":1.0,"Similarity":0.5,"Share":0.5}]}]"#)
    }

    @Test(arguments: [
        ("ann?n=2", #"["fargo","heat"]"#), ("ann?n=0", "[]"),
        ("ann?offset=1", #"["heat","ran"]"#), ("ann?offset=1&n=1", #"["heat"]"#),
        ("ann?offset=3", "[]"), ("ann?exclude=fargo", #"["heat","ran"]"#),
        ("ann?exclude=fargo&exclude=ran&n=5", #"["heat"]"#),
        ("ann?explain=false&at=&n=&offset=&exclude=", #"["fargo","heat","ran"]"#),
    ])
    func `pages and exclusions`(query: String, body: String) async throws {
        #expect(try await ask(query).body == body)
    }

    @Test func `what somebody has met is not recommended, nor what is hidden`() async throws {
        let world = try await World.ofAnn()
        try await world.items.put([Item(id: ItemID("heat"), hidden: true)])
        #expect(try await world.get("/api/recommend/ann?n=2").body == #"["fargo","ran"]"#)
        #expect(try await world.get("/api/recommend/ann?n=1&offset=1").body == #"["ran"]"#)
        _ = try await world.ask(
            .post, "/api/feedback",
            body: #"[{"FeedbackType":"click","UserId":"ann","ItemId":"fargo"}]"#)
        #expect(try await world.get("/api/recommend/ann").body == #"["ran"]"#)
    }

    @Test func `a past moment knows only what was done by then`() async throws {
        #expect(
            try await ask("ann?explain=true&n=1&at=2024-05-09T00:00:00Z").body
                == #"[{"Id":"fargo","Title":"Fargo","Score":0.25,"From":"item-neighbors","#
                + #""Parts":[{"Because":"alien","Title":"Alien","Weight":0.5,"Similarity":0.5,"#
                + #""Share":0.25}]}]"#)
    }

    @Test func `a moment to come fades the reasons`() async throws {
        #expect(
            try await ask("ann?explain=true&n=1&at=1715385600").body
                .contains(#""Score":0.75,"From":"item-neighbors""#))
    }

    @Test(arguments: [
        ("ann?n=-1", #"n must be a whole number from 0 to 1000, not "-1""#),
        ("ann?offset=-1", #"offset must be a whole number from 0 to 9000, not "-1""#),
        ("ann?offset=9001", #"offset must be a whole number from 0 to 9000, not "9001""#),
        ("ann?explain=yes", #"explain must be true or false, not "yes""#),
        (
            "ann?genre=drama",
            #"the query has "genre", which is not known here: known are n, offset, explain, "#
                + "at, exclude, recommender, seen, rerank, hidden, category, age-max, diversity, "
                + "write-back-type, write-back-delay"
        ),
        ("ann?diversity=2", #"diversity must be a number from 0 to 1, not "2""#),
        ("ann?diversity=nan", #"diversity must be a number from 0 to 1, not "nan""#),
        ("ann?age-max=old", #"age-max must be a length of time such as 30d or 12h, not "old""#),
        (
            "ann?recommender=magic",
            "there is no recommender \"magic\": there are "
                + Recommenders.names.joined(separator: ", ")
        ),
    ])
    func `a query that is wrong says so`(query: String, sentence: String) async throws {
        let answer = try await ask(query)
        #expect(answer.status == 400)
        #expect(answer.body == sentence)
    }

    @Test func `more exclusions than the limit are refused`() async throws {
        var world = try await World.ofAnn()
        world.configuration.excludedMax = 2
        let answer = try await world.get("/api/recommend/ann?exclude=a&exclude=b&exclude=c")
        #expect(answer.status == 400)
        #expect(answer.body == "exclude is given 3 times: at most 2")
    }

    /// Fargo and Heat are crimes, Ran is a drama of long ago.
    private func shelved() async throws -> World {
        let world = try await World.ofAnn()
        try await world.items.put([
            Item(id: ItemID("fargo"), categories: ["crime"], time: World.now - .days(2)),
            Item(id: ItemID("heat"), categories: ["crime"], time: World.now - .days(10)),
            Item(id: ItemID("ran"), categories: ["drama", "war"], time: World.now - .days(900)),
        ])
        return world
    }

    @Test(arguments: [
        ("ann?category=drama", #"["ran"]"#), ("ann/drama", #"["ran"]"#),
        ("ann/%64rama?category=crime", "[]"), ("ann?category=drama&category=war", #"["ran"]"#),
        ("ann?category=drama&category=crime", "[]"), ("ann?category=none", "[]"),
        ("ann?category=crime&n=1&offset=1", #"["heat"]"#),
        ("ann?age-max=30d", #"["fargo","heat"]"#), ("ann?age-max=1d", "[]"),
        ("ann?age-max=30d&at=1735689600", "[]"), ("ann?diversity=0.7", #"["fargo","ran","heat"]"#),
        ("ann?diversity=0.7&n=1&offset=1", #"["ran"]"#),
        ("ann?diversity=0", #"["fargo","heat","ran"]"#),
        ("ann?diversity=1&category=crime", #"["fargo","heat"]"#),
    ])
    func `categories, age and diversity are the request's choice`(
        query: String, body: String
    ) async throws {
        #expect(try await shelved().get("/api/recommend/\(query)").body == body)
    }

    @Test func `what is seen and what is hidden come where they are asked for`() async throws {
        let world = try await shelved()
        try await world.items.put([Item(id: ItemID("heat"), hidden: true)])
        _ = try await world.ask(
            .post, "/api/feedback",
            body: #"[{"FeedbackType":"click","UserId":"ann","ItemId":"fargo"}]"#)
        #expect(try await world.get("/api/recommend/ann").body == #"["ran"]"#)
        let again = try await world.get("/api/recommend/ann?seen=true&n=2")
        #expect(again.body == #"["fargo","ran"]"#)
        #expect(try await world.get("/api/recommend/ann?hidden=true").body == #"["heat","ran"]"#)
    }

    @Test func `what is explained is the page, in its order`() async throws {
        let answer = try await shelved().get(
            "/api/recommend/ann?diversity=0.7&n=2&offset=1&explain=true")
        let ids = answer.body.components(separatedBy: #"{"Id":""#).dropFirst()
            .map { $0.prefix { $0 != "\"" } }
        #expect(ids == ["ran", "heat"])
        #expect(answer.body.contains(#""Because":"brazil""#))
    }

    // MARK: - Sessions

    private let session = #"""
        [{"FeedbackType":"click","UserId":"","ItemId":"alien","Timestamp":"2024-05-08T00:00:00Z"},
         {"FeedbackType":"purchase","ItemId":"heat"}]
        """#

    @Test func `a session is scored and leaves nothing behind`() async throws {
        let world = try await World.ofAnn()
        let before = try await world.behaviors.count()
        let answer = try await world.ask(.post, "/api/session/recommend?n=2", body: session)
        #expect(answer.status == 200)
        #expect(answer.body == #"[{"Id":"fargo","Score":1.5},{"Id":"ran","Score":0.375}]"#)
        #expect(try await world.behaviors.count() == before)
    }

    @Test func `a session is read as a profile of the same behaviors is`() async throws {
        let world = try await World.ofAnn()
        let path = "recommend?explain=true&at=2024-05-08T00:00:00Z"
        let answer = try await world.ask(.post, "/api/session/\(path)", body: session)
        #expect(answer.body.contains(#""Because":"alien","Title":"Alien","Weight":1.0"#))
    }

    @Test func `a session too may name a category in its path`() async throws {
        let answer = try await shelved().ask(
            .post, "/api/session/recommend/drama", body: session)
        #expect(answer.body == #"[{"Id":"ran","Score":0.375}]"#)
    }

    @Test func `an empty session is a stranger`() async throws {
        let answer = try await World.ofAnn().ask(
            .post, "/api/session/recommend?n=1", body: "[]")
        #expect(answer.body == #"[{"Id":"fargo","Score":0.5}]"#)
    }

    @Test(arguments: [
        ("{", "the body is not JSON in UTF-8: "), ("{}", "the body must be an array"),
        (#"[{"ItemId":"a"}]"#, "feedback 1: FeedbackType is missing"),
        (#"[{"FeedbackType":"click","ItemId":""}]"#, "feedback 1: "),
        (#"[{"FeedbackType":"dance","ItemId":"a"}]"#, "feedback 1: "),
        (#"[{"FeedbackType":"rating","ItemId":"a","Value":99}]"#, "feedback 1: "),
    ])
    func `a session that is wrong says so`(body: String, sentence: String) async throws {
        let answer = try await World.ofAnn().ask(.post, "/api/session/recommend", body: body)
        #expect(answer.status == 400)
        #expect(answer.body.hasPrefix(sentence))
    }

    @Test func `a session longer than the limit is refused`() async throws {
        var world = try await World.ofAnn()
        world.configuration.sessionMax = 1
        let answer = try await world.ask(.post, "/api/session/recommend", body: session)
        #expect(answer.status == 400)
        #expect(answer.body == "the body has 2 entries: at most 1 are taken at once")
    }
}
