import Interest
import Testing

@testable import Recommending

struct RecommendationsTests {
    private func summary(_ name: String, _ version: Int) -> ModelSummary {
        ModelSummary(
            recommender: name, version: version, time: Timestamp(seconds: Int64(version)),
            trainedUntil: .earliest, behaviors: 1, parameters: [:], size: 1)
    }

    /// a goes with b and c; everybody clicks x, y and z too.
    private func service() throws -> Recommendations {
        let log = log(["abc", "abc", "xyz", "xy", "x"])
        let serving = ServingModels()
        serving.put(try ItemNeighbors.trained(on: log), summary("item-neighbors", 4))
        serving.put(try Popular.trained(on: log), summary("popular", 7))
        return Recommendations(serving: serving)
    }

    @Test func `a stranger gets what is popular`() throws {
        let answer = try service().answer(.init(interests: [], count: 2))
        #expect(answer.recommendations.map(\.item.text) == ["x", "c"])
        #expect(answer.recommendations.allSatisfy { $0.recommender == "popular" })
        #expect(answer.versions == ["item-neighbors": 4, "popular": 7])
    }

    @Test func `a known user gets neighbors, filled up with what is popular`() throws {
        let request = RecommendationRequest(
            interests: interests(["a": 1]), count: 4, excluded: [item("a")], explains: true)
        let found = try service().answer(request).recommendations
        #expect(found.map(\.item.text) == ["b", "c", "x", "y"])
        #expect(
            found.map(\.recommender)
                == ["item-neighbors", "item-neighbors", "popular", "popular"])
        for one in found { #expect(one.parts.reduce(0) { $0 + $1.share } == one.score) }
    }

    @Test func `popular is not asked where neighbors suffice`() throws {
        let answer = try service().answer(
            .init(interests: interests(["a": 1]), count: 2, excluded: [item("a")]))
        #expect(answer.versions == ["item-neighbors": 4])
    }

    @Test func `pages go on from neighbors to what is popular`() throws {
        let service = try service()
        var request = RecommendationRequest(interests: interests(["a": 1]), count: 100)
        let whole = service.answer(request).recommendations
        #expect(Set(whole.map(\.item)).count == whole.count)
        for size in 1...4 {
            request.count = size
            var pages: [Recommendation] = []
            for offset in stride(from: 0, to: whole.count, by: size) {
                request.offset = offset
                pages += service.answer(request).recommendations
            }
            #expect(pages == whole)
        }
    }

    @Test func `without a model it answers nothing and says so`() {
        let answer = Recommendations(serving: ServingModels()).answer(.init(interests: []))
        #expect(answer.recommendations.isEmpty)
        #expect(answer.versions.isEmpty)
    }

    @Test func `a later training is put in place of an earlier, never the other way`() throws {
        let serving = ServingModels()
        let model = try Popular.trained(on: log(["ab"]))
        serving.put(model, summary("popular", 2))
        serving.put(model, summary("popular", 1))
        #expect(serving.contents.models["popular"]?.summary.version == 2)
        #expect(serving.contents.generation == 1)
        serving.put(model, summary("popular", 3))
        #expect(serving.contents.generation == 2)
    }

    @Test func `a serving fetches what is newer, once`() async throws {
        let models = KeptModels()
        let serving = ServingModels()
        let log = ScannedLog(behaviors: Array(behaviors(["ab", "bc"]).joined()))
        for model in try await Trainer().train(
            ["item-neighbors", "popular"], from: log, settings: .standard, now: .latest)
        {
            _ = try await models.save(model)
        }
        #expect(try await serving.refresh(from: models))
        #expect(try await !serving.refresh(from: models))
        #expect(await models.fetches == 2)
        #expect(serving.contents.models.keys.sorted() == ["item-neighbors", "popular"])
    }

    @Test func `a serving fetches only what is wanted`() async throws {
        let models = KeptModels()
        let log = ScannedLog(behaviors: Array(behaviors(["ab", "bc"]).joined()))
        for model in try await Trainer().train(
            ["item-neighbors", "popular"], from: log, settings: .standard, now: .latest)
        {
            _ = try await models.save(model)
        }
        let serving = ServingModels()
        #expect(try await serving.refresh(from: models, only: ["popular"]))
        #expect(serving.contents.models.keys.sorted() == ["popular"])
    }

    @Test func `a request may choose its recommender`() throws {
        let request = RecommendationRequest(
            interests: interests(["a": 1]), count: 2, recommender: "popular")
        let answer = try service().answer(request)
        #expect(answer.recommendations.map(\.item.text) == ["x", "c"])
        #expect(answer.versions == ["popular": 7])
        let missing = try service().answer(.init(interests: [], recommender: "linear"))
        #expect(missing.recommendations.isEmpty && missing.versions.isEmpty)
    }

    @Test func `a model that cannot be read leaves the old one serving`() async throws {
        let models = KeptModels()
        let serving = ServingModels()
        let good = try Popular.trained(on: log(["ab"])).encode()
        for payload in [good, Array(good.dropLast(3))] {
            _ = try await models.save(
                TrainedModel(
                    recommender: "popular", time: .earliest, trainedUntil: .earliest,
                    behaviors: 2, parameters: [:], payload: payload))
            try await serving.refresh(from: models)
        }
        #expect(serving.contents.models["popular"]?.summary.version == 1)
        #expect(serving.refusals.map(\.summary.version) == [2])
        #expect(serving.refusals.map(\.error.code) == [.damaged])
        try await serving.refresh(from: models)
        #expect(await models.fetches == 2)
    }

    @Test func `a model that is stored by half does not keep the others from serving`() async throws
    {
        let models = KeptModels()
        for model in [ItemNeighbors.self, Popular.self] as [any Recommender.Type] {
            _ = try await models.save(
                TrainedModel(
                    recommender: model.name, time: .earliest, trainedUntil: .earliest,
                    behaviors: 4, parameters: [:],
                    payload: try model.train(
                        on: log(["ab", "ab"]), by: .init(), control: .init()
                    ).encode()))
        }
        await models.set(RepositoryError(.malformed, "a part is gone"), for: "item-neighbors")
        let serving = ServingModels()
        #expect(try await serving.refresh(from: models))
        #expect(serving.contents.models.keys.sorted() == ["popular"])
        #expect(serving.refusals.map(\.error.code) == [.damaged])
        // A store that is away is no damage: it is asked again.
        let other = ServingModels()
        await models.set(RepositoryError(.unavailable, "away"), for: "item-neighbors")
        await #expect(throws: RepositoryError.self) { try await other.refresh(from: models) }
        await models.set(nil, for: "item-neighbors")
        try await other.refresh(from: models)
        #expect(other.contents.models.count == 2 && other.refusals.isEmpty)
    }

    @Test func `models are exchanged while requests are answered`() async throws {
        let service = try service()
        let other = try Popular.trained(on: log(["pq"]))
        await withTaskGroup { group in
            for number in 0..<50 {
                group.addTask {
                    if number % 5 == 0 {
                        service.serving.put(other, summary("popular", 8 + number))
                    }
                    let answer = service.answer(.init(interests: [], explains: true))
                    #expect(!answer.recommendations.isEmpty)
                }
            }
        }
        #expect(service.serving.contents.models["popular"]?.summary.version == 53)
    }
}
