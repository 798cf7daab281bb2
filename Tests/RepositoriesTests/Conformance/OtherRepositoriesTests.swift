import Harness
import Interest
import Mongo
import Testing

@testable import Repositories

/// Conformance of an item repository.
@Suite(.store)
struct ItemRepositoryTests {
    @Test(arguments: Backing.allCases)
    func `an item comes back as it went in, and is replaced by id`(
        backing: Backing
    ) async throws {
        let items = try await backing.make().items
        var film = Item(
            id: "0104257", title: "A Few Good Men (1992)", categories: ["Drama", "Crime"],
            labels: ["court"], hidden: true, time: Timestamp(seconds: 5))
        try await items.put([film, Item(id: "$x.y")])
        #expect(try await items.items(["0104257", "$x.y", "missing"]).count == 2)
        #expect(try await items.items(["0104257"])["0104257"] == film)
        film.hidden = false
        film.time = nil
        try await items.put([film])
        #expect(try await items.items(["0104257"])["0104257"] == film)
        #expect(try await items.count() == 2)
        #expect(try await items.items([]).isEmpty)
    }

    @Test(arguments: Backing.allCases)
    func `a scan brings every item, by id`(backing: Backing) async throws {
        let items = try await backing.make().items
        try await items.put((0..<2500).map { Item(id: ItemID(unchecked: "item\($0)")) })
        let ids = Collected<ItemID>()
        try await items.scan { batch in
            ids.add(batch.map(\.id))
            return true
        }
        #expect(ids.all.count == 2500)
        #expect(ids.all == ids.all.sorted())
    }
}

/// Conformance of a profile repository.
@Suite(.store)
struct ProfileRepositoryTests {
    @Test(arguments: Backing.allCases)
    func `a profile is kept, replaced and taken away`(backing: Backing) async throws {
        let profiles = try await backing.make().profiles
        try await profiles.put([Profile(id: "ann", labels: ["new"], comment: "hi")])
        try await profiles.put([Profile(id: "ann", labels: ["old"])])
        #expect(try await profiles.profile(of: "ann") == Profile(id: "ann", labels: ["old"]))
        #expect(try await profiles.count() == 1)
        #expect(try await profiles.remove("ann"))
        #expect(try await !profiles.remove("ann"))
        #expect(try await profiles.profile(of: "ann") == nil)
    }

    @Test(arguments: Backing.allCases)
    func `a scan brings every profile, by id`(backing: Backing) async throws {
        let profiles = try await backing.make().profiles
        try await profiles.put((0..<2500).map { Profile(id: UserID(unchecked: "user\($0)")) })
        let ids = Collected<UserID>()
        try await profiles.scan { batch in
            ids.add(batch.map(\.id))
            return true
        }
        #expect(ids.all.count == 2500)
        #expect(ids.all == ids.all.sorted())
    }
}

/// Conformance of a settings repository.
@Suite(.store)
struct SettingsRepositoryTests {
    @Test(arguments: Backing.allCases)
    func `a new store has the standard settings`(backing: Backing) async throws {
        let settings = try await backing.make().settings
        let fingerprint = try await FoldingSettings(settings.settings()).fingerprint
        #expect(try fingerprint == FoldingSettings(.standard).fingerprint)
    }

    @Test func `a new store's settings are written once, however many ask first`() async throws {
        let store = try LentStore.current.store
        for _ in 0..<20 {
            _ = try await store.perform(DeleteMany(Schema.settings, filter: .empty))
            try await withThrowingTaskGroup(of: Settings.self) { group in
                for _ in 0..<16 {
                    let settings = MongoSettingsRepository(store: store)
                    group.addTask { try await settings.settings() }
                }
                let standard = LawText(Settings.standard.law).description
                for try await found in group {
                    #expect(LawText(found.law).description == standard)
                }
            }
        }
    }

    @Test(arguments: Backing.allCases)
    func `settings come back as they were saved`(backing: Backing) async throws {
        let settings = try await backing.make().settings
        let law = try ExponentialLaw([
            .init(halfLife: .hours(36), activityHalfLife: 5, coefficient: 0.25),
            .init(halfLife: nil, activityHalfLife: 20, coefficient: 0.75),
        ])
        let gains = Gains(rules: [
            "$watch.end": .fixed(2.5), .rating: .rating(lowest: 1, highest: 5),
        ])
        try await settings.save(Settings(law: law, gains: gains))
        let found = try await settings.settings()
        #expect(found.law as? ExponentialLaw == law)
        #expect(found.gains == gains)
    }
}

/// Conformance of a repository of training parameters.
@Suite(.store)
struct TrainingDefaultsRepositoryTests {
    @Test(arguments: Backing.allCases)
    func `defaults are empty at first, then those saved last`(backing: Backing) async throws {
        let made = try await backing.make()
        let settings = made.settings
        #expect(try await made.trainingDefaults.defaults().isEmpty)
        try await made.trainingDefaults.save(["ridge": "400", "shrinkage": "3"])
        try await made.trainingDefaults.save(["ridge": "50", "augment": "drop=0.2"])
        #expect(
            try await made.trainingDefaults.defaults()
                == ["ridge": "50", "augment": "drop=0.2"])
        // Profiles depend only on the settings, which have not changed.
        let fingerprint = try await FoldingSettings(settings.settings()).fingerprint
        #expect(try fingerprint == FoldingSettings(.standard).fingerprint)
        try await made.trainingDefaults.save([:])
        #expect(try await made.trainingDefaults.defaults().isEmpty)
    }
}

/// Conformance of a model repository.
@Suite(.store)
struct ModelRepositoryTests {
    private func model(_ byte: UInt8, size: Int = 3) -> TrainedModel {
        TrainedModel(
            recommender: "item-neighbors", time: Timestamp(seconds: 9),
            trainedUntil: Timestamp(seconds: 8), behaviors: 7, parameters: ["halfLife": "20"],
            payload: Array(repeating: byte, count: size))
    }

    @Test(arguments: Backing.allCases)
    func `the newest version serves, and a few older ones are kept`(
        backing: Backing
    ) async throws {
        let models = try await backing.make().models
        #expect(try await models.newest("item-neighbors") == nil)
        for byte in 1...5 {
            #expect(try await models.save(model(UInt8(byte))) == byte)
        }
        let newest = try #require(try await models.newest("item-neighbors"))
        #expect(newest.version == 5)
        #expect(newest.parameters == ["halfLife": "20"])
        #expect(try await models.payload(of: newest) == [5, 5, 5])
        var old = newest
        old.version = 1
        await #expect(throws: RepositoryError.self) { try await models.payload(of: old) }
        #expect(try await models.summaries() == [newest])
    }

    @Test(arguments: Backing.allCases)
    func `a payload of megabytes comes back whole`(backing: Backing) async throws {
        let models = try await backing.make().models
        _ = try await models.save(model(42, size: 3_000_001))
        let newest = try #require(try await models.newest("item-neighbors"))
        #expect(newest.size == 3_000_001)
        let payload = try await models.payload(of: newest)
        #expect(payload == Array(repeating: 42, count: 3_000_001))
    }

    /// The remains after the loss of a disk, or after a person edited the database.
    @Test(arguments: ["modelfiles.chunks", "modelfiles.files"])
    func `a payload that is stored by half is an error and no model`(
        collection: String
    ) async throws {
        let models = try await Backing.mongo.make().models
        _ = try await models.save(model(42, size: 600_000))
        let newest = try #require(try await models.newest("item-neighbors"))
        let part = BSON { filter in
            if collection == "modelfiles.chunks" { filter.append("n", Int32(1)) }
        }
        let deleted = try await LentStore.current.store.perform(
            DeleteMany(collection, filter: part))
        #expect(deleted == 1)
        let error = await #expect(throws: RepositoryError.self) {
            try await models.payload(of: newest)
        }
        #expect(error?.code != .unavailable && error?.code != .busy)
    }
}
