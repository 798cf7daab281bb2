import Foundation
import HTTPTypes
import Interest
import Recommending
import Repositories
import Service
import Testing

/// The service over models that were really trained.
struct TrainedModelTests {
    private let models = MemoryModelRepository()
    private let serving = ServingModels()

    private func world() async throws -> World {
        let world = try World(recommending: Recommendations(serving: serving))
        let words = ["abcd", "abce", "abdf", "bcdg", "acfg", "befh", "ann"]
        for (number, word) in words.enumerated() {
            _ = try await world.behaviors.append(
                word.enumerated().map { hour, letter in
                    Behavior(
                        user: UserID(unchecked: word == "ann" ? "ann" : "u\(number)"),
                        item: ItemID(unchecked: "\(letter)"), action: .click,
                        time: World.now - .hours(Int64(40 - 3 * hour)))
                })
        }
        return world
    }

    private func train(
        _ world: World, _ names: [String] = ["item-neighbors", "popular"],
        now: Timestamp = World.now
    ) async throws {
        let trained = try await Trainer(workers: 1).train(
            names, from: world.behaviors, settings: world.settings.settings(), now: now)
        for model in trained { _ = try await models.save(model) }
    }

    private struct Explained: Decodable {
        struct Part: Decodable {
            let Because: String?
            let Weight: Double
            let Similarity: Double
            let Share: Double
        }
        let Id: String
        let Score: Double
        let From: String
        let Parts: [Part]
    }

    private func explained(_ world: World, _ user: String) async throws -> [Explained] {
        let answer = try await world.get("/api/recommend/\(user)?explain=true&n=5")
        return try JSONDecoder().decode([Explained].self, from: Data(answer.body.utf8))
    }

    @Test func `every explanation adds up to its score, to the last digit`() async throws {
        let world = try await world()
        try await train(world)
        #expect(try await ServingModelLoader(serving, from: models).refresh().isSwapped)
        let found = try await explained(world, "u0")
        #expect(!found.isEmpty)
        for one in found {
            #expect(one.From == "item-neighbors")
            #expect(!one.Parts.isEmpty)
            #expect(one.Parts.reduce(0) { $0 + $1.Share } == one.Score)
            #expect(one.Parts.allSatisfy { $0.Weight * $0.Similarity == $0.Share })
            #expect(!["a", "b", "c", "d"].contains(one.Id))
        }
        let strange = try await explained(world, "nobody")
        #expect(strange.count == 5)
        #expect(strange.allSatisfy { $0.From == "popular" })
        #expect(strange.allSatisfy { $0.Parts.reduce(0) { $0 + $1.Share } == $0.Score })
    }

    @Test func `a blend serves by default, adds up, and a stranger gets what is current`()
        async throws
    {
        let world = try await world()
        try await train(world, Recommenders.served)
        _ = try await ServingModelLoader(serving, from: models).refresh()
        let found = try await explained(world, "u0")
        #expect(found.first?.From == "blend")
        for one in found {
            let sum = one.Parts.reduce(0) { $0 + $1.Share }
            #expect((sum - one.Score).magnitude <= 1e-6 * one.Score)
        }
        let strange = try await explained(world, "nobody")
        #expect(!strange.isEmpty && strange.allSatisfy { $0.From == "trending" })
    }

    @Test func `what comes in trends at the next look`() async throws {
        let world = try await world()
        try await train(world, ["trending"], now: World.now - .seconds(60))
        let supply = ServingModelLoader(
            serving, from: models,
            feed: LogFollower(serving, from: world.behaviors, settings: world.settings))
        _ = try await supply.refresh()
        #expect(try await world.get("/api/recommend/new?n=1").body == #"["b"]"#)
        let clicks = (0..<90).map {
            #"{"FeedbackType":"click","UserId":"v\#($0)","ItemId":"h"}"#
        }
        _ = try await world.ask(
            .post, "/api/feedback", body: "[" + clicks.joined(separator: ",") + "]")
        _ = try await supply.refresh()
        #expect(try await world.get("/api/recommend/new?n=1").body == #"["h"]"#)
    }

    @Test func `a deleted user is gone from the models that learn at once, and may come back`()
        async throws
    {
        var world = try await world()
        try await train(world, ["item-neighbors"], now: World.now - .seconds(60))
        let supply = ServingModelLoader(
            serving, from: models,
            feed: LogFollower(serving, from: world.behaviors, settings: world.settings))
        world.dependencies.models = supply
        _ = try await supply.refresh()
        func click(_ user: String, _ item: String) async throws {
            let body = #"[{"FeedbackType":"click","UserId":"\#(user)","ItemId":"\#(item)"}]"#
            #expect(try await world.ask(.post, "/api/feedback", body: body).status == 200)
            _ = try await supply.refresh()
        }
        for user in ["gone", "here"] { try await click(user, "a") }
        #expect(try await world.ask(.delete, "/api/user/gone").status == 200)
        try await click("gone", "x")
        try await click("here", "y")
        try await click("gone", "z")
        let model = try #require(
            serving.contents.models[ItemNeighbors.name]?.model.present() as? ItemNeighbors)
        let neighbors = { (id: String) in
            model.neighbors(of: ItemID(unchecked: id), count: 9).compactMap(\.because?.text)
        }
        #expect(neighbors("x") == ["z"])
        #expect(neighbors("y") == ["a"])
    }

    @Test func `a recommender that was never trained says how to`() async throws {
        let world = try await world()
        try await train(world, ["popular"])
        _ = try await ServingModelLoader(serving, from: models).refresh()
        let answer = try await world.get("/api/recommend/u0?recommender=linear")
        #expect(answer.status == 404)
        #expect(answer.body == "linear is not trained yet: run ebb train linear")
    }

    @Test func `interests says what to come back to`() async throws {
        let world = try await world()
        try await train(world, ["interests"])
        _ = try await ServingModelLoader(serving, from: models).refresh()
        #expect(
            try await world.get("/api/recommend/u0?recommender=interests&n=2").body
                == #"["d","c"]"#)
        #expect(
            try await world.get("/api/recommend/u0?recommender=interests&seen=false").body == "[]")
    }

    @Test func `a model trained for another law serves, and says what to do`() async throws {
        let world = try await world()
        try await train(world, ["blend", "popular"])
        let supply = ServingModelLoader(serving, from: models, settings: world.settings)
        #expect(try await supply.refresh().refusals.isEmpty)
        try await world.settings.save(Settings(law: NoDecayLaw(), gains: .standard))
        #expect(
            try await supply.refresh().refusals == [
                "blend was trained for profiles by the law exponential 1d, and they are read by "
                    + "none: run ebb train blend"
            ])
        #expect(try await world.get("/api/recommend/u0").status == 200)
    }

    @Test func `before anything is trained there is nothing to recommend`() async throws {
        #expect(try await world().get("/api/recommend/u0").body == "[]")
    }

    @Test func `a model that cannot be read leaves the one before it serving`() async throws {
        let world = try await world()
        try await train(world)
        let supply = ServingModelLoader(serving, from: models)
        _ = try await supply.refresh()
        let before = try await world.get("/api/recommend/u0").body
        _ = try await models.save(
            TrainedModel(
                recommender: ItemNeighbors.name, time: World.now, trainedUntil: World.now,
                behaviors: 1, parameters: [:], payload: [1, 2, 3]))
        let news = try await supply.refresh()
        #expect(!news.isSwapped)
        #expect(news.refusals.count == 1)
        #expect(
            news.refusals.first?.hasPrefix(
                "version 2 of the model item-neighbors cannot serve: ") == true)
        #expect(try await world.get("/api/recommend/u0").body == before)
    }
}
