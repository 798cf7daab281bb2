import HTTPTypes
import Hummingbird
import Interest
import NIOCore
import Recommending
import Repositories
import Service
import Testing

/// Lists follow the catalog and the log, with and without a training.
struct CatalogFollowedTests {
    private let models = MemoryModelRepository()
    private let serving = ServingModels()

    private func world() async throws -> (world: World, supply: ServingModelLoader) {
        let world = try World(recommending: Recommendations(serving: serving))
        let feed = LogFollower(serving, from: world.behaviors, settings: world.settings)
        return (world, ServingModelLoader(serving, from: models, feed: feed, now: { World.now }))
    }

    private func trained() async throws -> (world: World, supply: ServingModelLoader) {
        let (world, supply) = try await world()
        for (number, word) in ["abcd", "abce", "abdf", "bcdg", "acfg", "befh"].enumerated() {
            _ = try await world.behaviors.append(
                word.enumerated().map { hour, letter in
                    Behavior(
                        user: UserID(unchecked: "u\(number)"),
                        item: ItemID(unchecked: "\(letter)"), action: .click,
                        time: World.now - .hours(Int64(40 - 3 * hour)))
                })
        }
        _ = try await world.behaviors.append([
            Behavior(user: UserID("ann"), item: ItemID("a"), action: .click, time: World.now)
        ])
        try await world.items.put("abcdefgh".map { Item(id: ItemID(unchecked: "\($0)")) })
        // A moment ago: what comes now has come since.
        let trained = try await Trainer(workers: 1).train(
            Recommenders.served + ["linear"], from: world.behaviors,
            settings: world.settings.settings(), now: World.now - .seconds(1))
        for model in trained { _ = try await models.save(model) }
        _ = try await supply.refresh()
        return (world, supply)
    }

    /// Another server over the same store.
    private func another(beside world: World) -> World {
        var other = world
        let own = world.dependencies
        other.dependencies = ServiceDependencies(
            behaviors: own.behaviors, editor: own.editor, weights: own.weights, items: own.items,
            profiles: own.profiles, settings: own.settings, recommendations: own.recommendations,
            now: own.now)
        return other
    }

    private static let lists = [
        "/api/recommend/nobody?n=50", "/api/recommend/ann?n=50",
        "/api/recommend/ann?n=50&seen=true",
        "/api/recommend/ann?n=50&explain=true", "/api/non-personalized/popular?n=50",
        "/api/non-personalized/trending?n=50", "/api/item/a/neighbors?n=50",
        "/api/item-to-item/linear/a?n=50", "/api/collaborative-filtering/ann?n=50",
        "/api/latest?n=50",
    ]

    private func expectListed(
        _ id: String, _ isListed: Bool, by clients: [RouterClient]
    ) async throws {
        for client in clients {
            for path in Self.lists {
                let answer = try await client.get(path)
                #expect(answer.body.contains("\"\(id)\"") == isListed, "\(path)")
            }
            let body = #"[{"FeedbackType":"click","UserId":"x","ItemId":"a"}]"#
            let session = try await Answer(
                client.ask(
                    uri: "/api/session/recommend?n=50", method: .post,
                    headers: [.contentType: "application/json"], body: ByteBuffer(string: body)))
            #expect(session.body.contains("\"\(id)\"") == isListed)
        }
    }

    @Test func `what is removed leaves every list of every server at the next request`()
        async throws
    {
        let (world, supply) = try await trained()
        let second = another(beside: world)
        try await world.application().asked { one in
            try await second.application().asked { other in
                let clients: [RouterClient] = [one, other]
                try await expectListed("b", true, by: clients)
                _ = try await one.ask(
                    uri: "/api/item/b", method: .delete, headers: [:], body: nil)
                try await expectListed("b", false, by: [one])
                // The other one looks every fraction of a second.
                try await second.dependencies.catalog.look()
                try await expectListed("b", false, by: clients)
                // A late behavior does not bring it back.
                _ = try await world.behaviors.append([
                    Behavior(
                        user: UserID("zoe"), item: ItemID("b"), action: .purchase, time: World.now)
                ])
                _ = try await supply.refresh()
                try await expectListed("b", false, by: clients)
                #expect(try await one.get("/api/item/b").status == 404)
                #expect(try await !one.get("/api/items?n=50").body.contains(#""b""#))
                _ = try await other.ask(
                    uri: "/api/item", method: .post, headers: [.contentType: "application/json"],
                    body: ByteBuffer(string: #"{"ItemId":"b"}"#))
                try await expectListed("b", true, by: [other])
                try await world.dependencies.catalog.look()
                try await expectListed("b", true, by: clients)
            }
        }
    }

    @Test(arguments: [
        #"{"IsHidden":true}"#, #"{"Timestamp":"2024-05-10T00:00:01Z"}"#,
    ])
    func `what is hidden, or has not come yet, is in no list`(patch: String) async throws {
        let (world, _) = try await trained()
        let second = another(beside: world)
        try await world.application().asked { one in
            try await second.application().asked { other in
                let clients: [RouterClient] = [one, other]
                try await expectListed("c", true, by: clients)
                _ = try await one.ask(
                    uri: "/api/item/c", method: .patch,
                    headers: [.contentType: "application/json"], body: ByteBuffer(string: patch))
                try await expectListed("c", false, by: [one])
                try await second.dependencies.catalog.look()
                try await expectListed("c", false, by: clients)
            }
        }
    }

    @Test func `an item that is removed while a model is trained is in no list of it`() async throws
    {
        let (world, supply) = try await trained()
        let trained = try await Trainer(workers: 1).train(
            Recommenders.served, from: world.behaviors, settings: world.settings.settings(),
            now: World.now)
        _ = try await world.ask(.delete, "/api/item/b")
        for model in trained { _ = try await models.save(model) }
        _ = try await supply.refresh()
        for path in Self.lists {
            #expect(try await !world.get(path).body.contains(#""b""#))
        }
    }

    @Test func `three clicks without a training are recommended, with what is new`() async throws {
        let (world, supply) = try await world()
        _ = try await supply.refresh()
        let clicks = ["1772925", "1817273", "1663662"].map {
            #"{"FeedbackType":"click","UserId":"ann","ItemId":"\#($0)"}"#
        }
        let body = "[" + clicks.joined(separator: ",") + "]"
        #expect(try await world.ask(.post, "/api/feedback", body: body).status == 200)
        try await world.items.put([Item(id: ItemID("fresh"), time: World.now)])
        try await world.dependencies.catalog.look()
        _ = try await supply.refresh()
        let stranger = try await world.get("/api/recommend/nobody?n=10&explain=true").body
        for id in ["1772925", "1817273", "1663662"] { #expect(stranger.contains(id)) }
        #expect(stranger.contains(#""From":"trending""#))
        #expect(stranger.contains(#""From":"latest""#))
        #expect(try await world.get("/api/recommend/ann?n=10").body == #"["fresh"]"#)
        #expect(
            try await world.get("/api/non-personalized/trending?n=10").body.contains("1772925"))
    }

    @Test func `a new item trends, and stands in its category at once`() async throws {
        let (world, supply) = try await trained()
        _ = try await world.ask(
            .post, "/api/item", body: #"{"ItemId":"news","Categories":["fresh"]}"#)
        #expect(try await world.get("/api/recommend/nobody?category=fresh").body == #"["news"]"#)
        #expect(try await world.get("/api/recommend/ann?n=50").body.contains("news"))
        _ = try await world.behaviors.append(
            try (0..<8).map { number in
                Behavior(
                    user: try UserID("new\(number)"), item: try ItemID("news"), action: .purchase,
                    time: World.now)
            })
        _ = try await supply.refresh()
        #expect(try await world.get("/api/non-personalized/trending?n=50").body.contains("news"))
        let stranger = try await world.get("/api/recommend/nobody?n=50&explain=true").body
        #expect(stranger.contains("\"Id\":\"news\""))
        #expect(!stranger.contains(#""From":"latest""#))
        let other = #"{"ItemId":"other","Categories":["fresh"]}"#
        _ = try await world.ask(.post, "/api/item", body: other)
        #expect(try await world.get("/api/item/other/neighbors").body.contains("news"))
    }

    @Test func `who clicks by a clock that runs ahead is not recommended it again`() async throws {
        let (world, _) = try await trained()
        let body = #"""
            [{"FeedbackType":"click","UserId":"ahead","ItemId":"b",
              "Timestamp":"2024-05-10T00:30:00Z"}]
            """#
        _ = try await world.ask(.post, "/api/feedback", body: body)
        for path in ["/api/recommend/ahead?n=50", "/api/collaborative-filtering/ahead?n=50"] {
            #expect(try await !world.get(path).body.contains(#""b""#))
        }
        #expect(try await !world.get("/api/user/ahead/interests").body.contains(#""b""#))
        let later = "/api/user/ahead/interests?at=2024-05-10T00:30:00Z"
        #expect(try await world.get(later).body.contains(#""Weight":1"#))
        #expect(try await world.get("/api/user/ahead/behaviors").body.contains(#""b""#))
    }
}
