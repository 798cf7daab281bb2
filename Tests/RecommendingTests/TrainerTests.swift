import Harness
import Interest
import Synchronization
import Testing

@testable import Recommending

struct TrainerTests {
    let now = Timestamp(seconds: 1_800_000_000)

    /// The recommenders that these tests are about; the others have tests of their own.
    private static let names = ["item-neighbors", "popular"]

    private func train(
        _ words: [String], _ names: [String] = names,
        _ parameters: TrainingParameters = .init()
    ) async throws -> [TrainedModel] {
        let log = ScannedLog(behaviors: Array(behaviors(words).joined()))
        return try await Trainer(parameters: parameters).train(
            names, from: log, settings: .standard, now: now)
    }

    @Test func `one scan feeds all recommenders`() async throws {
        let scans = Mutex(0)
        let log = ScannedLog(behaviors: Array(behaviors(["ab", "bc"]).joined())) {
            scans.withLock { $0 += 1 }
        }
        let models = try await Trainer().train(
            Self.names, from: log, settings: .standard, now: now)
        #expect(scans.withLock { $0 } == 2)
        #expect(models.map(\.recommender) == ["item-neighbors", "popular"])
        #expect(models.allSatisfy { $0.behaviors == 4 && $0.time == now })
        #expect(models[0].parameters["activityHalfLife"] == "5.0")
        #expect(try ItemNeighbors(decoding: models[0].payload).items.count == 3)
    }

    @Test func `an empty log says what to do`() async throws {
        let error = await #expect(throws: ModelError.self) { try await train([]) }
        #expect(error?.message == "the log has no behaviors yet: import some first")
    }

    @Test func `a log of dislikes says what is missing`() async throws {
        let bad = Behavior(
            user: UserID(unchecked: "u"), item: item("a"), action: .rating, value: 0,
            time: .earliest)
        for name in Recommenders.names {
            let error = await #expect(throws: ModelError.self) {
                try await Trainer().train(
                    [name], from: ScannedLog(behaviors: [bad]), settings: .standard, now: now)
            }
            #expect(error?.code == .emptyLog)
        }
    }

    @Test func `one user, one item, one time: whatever there is serves`() async throws {
        let models = try await train(["a"])
        #expect(
            try ItemNeighbors(decoding: models[0].payload)
                .recommend(.init(interests: interests(["a": 1]))).isEmpty)
        #expect(try Popular(decoding: models[1].payload).recommend(.init(interests: [])).count == 1)
        let alone = try await train(["abab"])
        #expect(
            try ItemNeighbors(decoding: alone[0].payload)
                .recommend(.init(interests: interests(["a": 1]), excluded: [item("a")]))
                .map(\.item.text) == ["b"])
    }

    @Test func `all at the same time is no trouble on either clock`() async throws {
        let same = behaviors(["abc", "abc"]).joined().map { behavior in
            var behavior = behavior
            behavior.time = .earliest
            return behavior
        }
        var parameters = TrainingParameters()
        parameters.itemNeighbors.halfLife = .hours(1)
        let models = try await Trainer(parameters: parameters).train(
            Self.names, from: ScannedLog(behaviors: same), settings: .standard, now: now)
        #expect(
            try ItemNeighbors(decoding: models[0].payload)
                .recommend(.init(interests: interests(["a": 1]), excluded: [item("a")]))
                .map(\.item.text).sorted() == ["b", "c"])
    }

    /// All but those that learn from vectors alone, which have tests of their own.
    private static let ofBehavior = Recommenders.names.filter { $0 != Semantic.name }

    @Test(arguments: ofBehavior)
    func `every recommender trains on a log of one moment, and serves`(
        _ name: String
    ) async throws {
        let same = behaviors(["abcab", "abd", "bca", "dab"]).joined().map { behavior in
            var behavior = behavior
            behavior.time = Timestamp(seconds: 1_700_000_000)
            return behavior
        }
        let trained = try await Trainer().train(
            [name], from: ScannedLog(behaviors: same), catalog: SmallCatalog(),
            settings: .standard, now: now)
        let model = try Recommenders.recommender(name).init(decoding: trained[0].payload)
        let found = model.recommend(.init(interests: interests(["a": 1, "b": 0.5]), count: 100))
        #expect(found.allSatisfy { $0.score > 0 && $0.score.isFinite })
        #expect(found.count <= model.items.count)
    }

    @Test(arguments: ofBehavior)
    func `ratings that are no numbers teach nothing, and do no harm`(
        _ name: String
    ) async throws {
        let good = Array(behaviors(["abcab", "abd", "bca", "dab"]).joined())
        let bad = good.map { behavior in
            var behavior = behavior
            (behavior.action, behavior.value) = (.rating, .nan)
            return behavior
        }
        let trained = try await Trainer().train(
            [name], from: ScannedLog(behaviors: zip(good, bad).flatMap { [$0, $1] }),
            catalog: SmallCatalog(), settings: .standard, now: now)
        let model = try Recommenders.recommender(name).init(decoding: trained[0].payload)
        let found = model.recommend(.init(interests: interests(["a": 1, "b": 0.5]), count: 100))
        #expect(found.allSatisfy { $0.score > 0 && $0.score.isFinite })
        // The catalog is enough for content.
        guard name != Content.name else { return }
        let error = await #expect(throws: ModelError.self) {
            try await Trainer().train(
                [name], from: ScannedLog(behaviors: bad), catalog: SmallCatalog(),
                settings: .standard, now: now)
        }
        #expect(error?.code == .emptyLog)
    }

    @Test func `a gain that is no number teaches nothing`() throws {
        var builder = TrainingLogBuilder(gains: Gains(rules: [.click: .fixed(.nan)]))
        try builder.append(Array(behaviors(["ab"]).joined()))
        let log = builder.finish()
        let error = #expect(throws: ModelError.self) { try ItemNeighbors.trained(on: log) }
        #expect(error?.code == .emptyLog)
    }

    @Test func `behaviors after now stay out`() async throws {
        let log = ScannedLog(behaviors: Array(behaviors(["abc"]).joined()))
        let models = try await Trainer().train(
            ["popular"], from: log, settings: .standard, now: Timestamp(seconds: 1_700_003_600))
        #expect(models[0].behaviors == 2)
    }

    @Test(arguments: ofBehavior, ["a", "aaaa", "ab"])
    func `whatever little there is trains, reads back and serves`(
        _ name: String, _ word: String
    ) async throws {
        let log = ScannedLog(behaviors: Array(behaviors([word]).joined()))
        let trained = try await Trainer().train(
            [name], from: log, catalog: SmallCatalog(), settings: .standard, now: now)
        let model = try Recommenders.recommender(name).init(decoding: trained[0].payload)
        #expect(model.encode() == trained[0].payload)
        let request = RecommendationRequest(interests: interests(["a": 1]), explains: true)
        for one in model.recommend(request) {
            let sum = one.parts.reduce(0) { $0 + $1.share }
            #expect((sum - one.score).magnitude <= 1e-6 * max(1, one.score.magnitude))
        }
        #expect(model.recommend(.init(interests: interests(["nobody": 1]))).count <= 2)
    }

    @Test func `the catalog is read for recommenders that need it`() async throws {
        let log = ScannedLog(behaviors: Array(behaviors(["a"]).joined()))
        let models = try await Trainer().train(
            ["content"], from: log, catalog: SmallCatalog(), settings: .standard, now: now)
        let model = try Content(decoding: models[0].payload)
        #expect(model.items.ids.map(\.text) == ["a", "b"])
        let found = model.recommend(
            .init(interests: interests(["a": 1]), excluded: [item("a")]))
        #expect(found.map(\.item.text) == ["b"])
    }

    @Test(arguments: Recommenders.names)
    func `an empty log is said to be empty by every recommender`(_ name: String) throws {
        let error = #expect(throws: ModelError.self) {
            try Recommenders.recommender(name).train(
                on: RecommendingTests.log([]), by: .init(), control: .init())
        }
        #expect(error?.code == .emptyLog)
    }

    @Test func `an unknown name lists the known ones`() async throws {
        let error = await #expect(throws: ModelError.self) { try await train(["ab"], ["magic"]) }
        #expect(
            error?.message
                == "there is no recommender \"magic\": there are "
                + Recommenders.names.joined(separator: ", "))
    }

    @Test(arguments: [
        ItemNeighbors.Parameters(activityHalfLife: 0), .init(activityHalfLife: .nan),
        .init(activityHalfLife: -.infinity), .init(halfLife: Interval(milliseconds: 0)),
        .init(shrinkage: -1), .init(shrinkage: .infinity), .init(neighborsMax: 1),
        .init(reachMax: 0), .init(reachMax: 65),
    ])
    func `a parameter out of range is named`(_ parameters: ItemNeighbors.Parameters) async throws {
        let error = await #expect(throws: ModelError.self) {
            try await train(["ab"], ["item-neighbors"], .init(itemNeighbors: parameters))
        }
        #expect(error?.code == .parameter)
    }

    @Test func `a half-life of nothing is refused for popular too`() async throws {
        let error = await #expect(throws: ModelError.self) {
            try await train(
                ["ab"], ["popular"],
                .init(popular: .init(halfLife: Interval(milliseconds: -1))))
        }
        #expect(error?.code == .parameter)
    }

    @Test func `a cancelled training stops, in the scan and in the arithmetic`() async throws {
        let task = Task {
            await untilCancelled()
            return try await train(["abcd"])
        }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }

        let control = TrainingControl()
        control.cancel()
        let error = #expect(throws: ModelError.self) {
            try ItemNeighbors.train(
                on: RecommendingTests.log(["ab"]), by: .init(), control: control)
        }
        #expect(error?.code == .cancelled)
    }

    @Test func `progress tells of the scan and of each recommender`() async throws {
        let stages = Mutex<[String: Int]>([:])
        let log = ScannedLog(behaviors: Array(behaviors(["abcd", "bcd"]).joined()))
        _ = try await Trainer(workers: 1).train(
            Self.names, from: log, settings: .standard, now: now,
            progress: { progress in
                stages.withLock {
                    $0[progress.stage] = max($0[progress.stage] ?? 0, progress.done)
                }
            })
        #expect(
            stages.withLock { $0 } == ["reading the log": 7, "item-neighbors": 1, "popular": 1])
    }
}

/// Two films of one name.
private struct SmallCatalog: ItemRepository {
    private var serving: [Item] {
        ["a", "b"].map { Item(id: item($0), title: "Heat", categories: ["Crime"]) }
    }

    func put(_ items: [Item]) async throws(RepositoryError) {}
    func items(_ ids: [ItemID]) async throws(RepositoryError) -> [ItemID: Item] { [:] }
    func scan(_ take: @Sendable ([Item]) async throws -> Bool) async throws {
        _ = try await take(serving)
    }
    func count() async throws(RepositoryError) -> Int { serving.count }
}
