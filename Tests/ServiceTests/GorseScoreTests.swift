import HTTPTypes
import Interest
import Recommending
import Repositories
import Service
import Synchronization
import Testing

/// Gorse's scored lists.
struct GorseScoreTests {
    /// Recommends what it was given, and keeps its requests; `linear` is not trained.
    final class Asked: RecommendationSource {
        private let kept = Mutex<[RecommendationRequest]>([])
        var requests: [RecommendationRequest] { kept.withLock { $0 } }

        func recommend(_ request: RecommendationRequest) async throws -> [Recommendation] {
            kept.withLock { $0.append(request) }
            if request.recommender == "linear" {
                return try await Recommendations(serving: ServingModels()).recommend(request)
            }
            return try await FixedRecommendations().recommend(request)
        }
    }

    private func world(_ asked: Asked = Asked()) async throws -> World {
        var world = try await World.ofAnn()
        world.dependencies.recommendations = asked
        return world
    }

    @Test(arguments: [
        ("/api/item/alien/neighbors", "item-neighbors"),
        ("/api/item/alien/neighbors/", "item-neighbors"),
        ("/api/item-to-item/content/alien", "content"),
        ("/api/non-personalized/popular", "popular"),
        ("/api/non-personalized/trending", "trending"),
        ("/api/collaborative-filtering/ann", "graph"),
    ])
    func `a list is asked of its recommender`(path: String, name: String) async throws {
        let asked = Asked()
        let answer = try await world(asked).get(path + "?n=2&offset=1")
        #expect(answer.status == 200)
        #expect(answer.body.hasPrefix(#"[{"Id":"heat","Score":"#))
        #expect(answer.body.matches(of: /"Id"/).count == 2)
        #expect(asked.requests.last?.recommender == name)
    }

    @Test func `what goes with an item is asked of an interest in it alone`() async throws {
        let asked = Asked()
        _ = try await world(asked).get("/api/item/alien/neighbors?user-id=ann")
        let request = try #require(asked.requests.first)
        #expect(request.interests.map(\.item.text) == ["alien"])
        #expect(request.interests.map(\.weight) == [1])
        #expect(Set(request.excluded.map(\.text)) == ["alien", "brazil"])
    }

    @Test func `categories and a user's read items narrow a list`() async throws {
        let world = try await world()
        try await world.items.put([
            Item(id: ItemID("fargo"), categories: ["x"]),
            Item(id: ItemID("heat"), categories: ["x", "y"]),
        ])
        let path = "/api/item/alien/neighbors"
        #expect(try await world.get(path + "?category=x&category=y").body.contains("heat"))
        #expect(try await !world.get(path + "?category=x&category=y").body.contains("fargo"))
        #expect(try await world.get(path + "/y").body.contains("heat"))
        _ = try await world.behaviors.append([
            Behavior(user: UserID("bob"), item: ItemID("heat"), action: .click, time: World.now)
        ])
        #expect(
            try await world.get("/api/non-personalized/popular?category=x&user-id=bob").body
                == #"[{"Id":"fargo","Score":0.5}]"#)
    }

    @Test func `the latest come with their time, without those that a user has read`()
        async throws
    {
        let world = try await world()
        try await world.items.put([
            Item(id: ItemID("brazil"), time: Timestamp(seconds: 90)),
            Item(id: ItemID("new"), categories: ["x"], time: Timestamp(seconds: 80)),
            Item(id: ItemID("old"), categories: ["x"], time: Timestamp(seconds: 70)),
        ])
        #expect(
            try await world.get("/api/latest?n=2").body
                == #"[{"Id":"brazil","Score":90.0},{"Id":"new","Score":80.0}]"#)
        #expect(
            try await world.get("/api/latest?n=1&user-id=ann").body
                == #"[{"Id":"new","Score":80.0}]"#)
        for path in ["/api/latest?category=x&offset=1", "/api/latest/x?offset=1"] {
            #expect(try await world.get(path).body == #"[{"Id":"old","Score":70.0}]"#)
        }
    }

    @Test func `users are like each other by their faded interests`() async throws {
        let world = try await world()
        let click = { (user: String, item: String, hours: Int64) in
            Behavior(
                user: UserID(unchecked: user), item: ItemID(unchecked: item), action: .click,
                time: World.now - .hours(hours))
        }
        _ = try await world.behaviors.append([
            click("twin", "brazil", 1), click("half", "brazil", 1), click("half", "other", 1),
            click("stranger", "other", 1),
        ])
        for path in ["/api/user/ann/neighbors", "/api/user-to-user/user-neighbors/ann"] {
            let body = try await world.get(path).body
            let found = body.matches(of: /"Id":"(\w+)","Score":([0-9.]+)/)
                .map { (String($0.1), Double($0.2) ?? 0) }
            #expect(found.map(\.0) == ["twin", "half"])
            // Ann: alien 1/4 and brazil 3.
            let length = (0.0625 + 9).squareRoot()
            #expect(abs(found[0].1 - 3 / length) < 1e-12)
            #expect(abs(found[1].1 - 3 / length * 0.5.squareRoot()) < 1e-12)
        }
        #expect(try await world.get("/api/user/ann/neighbors?n=1&offset=1").body.contains("half"))
        #expect(try await world.get("/api/user/nobody/neighbors").body == "[]")
    }

    @Test(arguments: [
        "/api/item-to-item/sniff/alien", "/api/user-to-user/sniff/ann",
        "/api/non-personalized/sniff",
    ])
    func `a recommender that does not exist is not found`(path: String) async throws {
        let answer = try await world().get(path)
        #expect(answer.status == 404)
        #expect(answer.body.contains("recommender sniff not found"))
    }

    @Test func `of one that is not trained the list is empty`() async throws {
        #expect(try await world().get("/api/item-to-item/linear/alien").body == "[]")
    }

    @Test func `what was shown is noted where that is asked for`() async throws {
        let world = try await world()
        let path = "/api/recommend/ann?n=2&write-back-type=browse&write-back-delay=1h30m"
        #expect(try await world.get(path).body == #"["fargo","heat"]"#)
        let later = World.now + Interval(milliseconds: 5_400_000)
        let noted = try await world.behaviors.newest(2, of: UserID("ann"), until: .latest)
        #expect(Set(noted.map(\.item.text)) == ["fargo", "heat"])
        #expect(noted.allSatisfy { $0.action == .browse && $0.time == later })
        // It counts as seen at once, and as interest when its time has come.
        #expect(try await world.get("/api/recommend/ann?n=1").body == #"["ran"]"#)
        #expect(try await !world.get("/api/user/ann/interests").body.contains("fargo"))
        let then = "/api/recommend/ann?n=1&at=2024-05-10T02:00:00Z"
        #expect(try await world.get(then).body == #"["ran"]"#)
    }

    @Test(arguments: [
        ("write-back-type=sniff", "has no gain"),
        ("write-back-type=click&write-back-delay=soon", "1h30m"),
        ("write-back-type=click&write-back-delay=48h", "lies in the future"),
    ])
    func `what cannot be noted is refused`(query: String, words: String) async throws {
        let answer = try await world().get("/api/recommend/ann?\(query)")
        #expect(answer.status == 400)
        #expect(answer.body.contains(words))
    }
}
