import Interest
import Synchronization
import Testing

@testable import Recommending

/// What models that learn while they serve keep of users, and lose of those who are erased.
struct ErasedUserTests {
    private static let salt = UserSalt(Array(0..<32))
    private let ann = UserID(unchecked: "ann")
    private let bob = UserID(unchecked: "bob")

    /// Erased users as a test says them.
    private final class Erasures: ErasureRepository {
        private let users = Mutex<Set<UserID>>([])

        func begin(_ user: UserID, readmits: Bool) async throws(RepositoryError) -> Remains {
            users.withLock { _ = $0.insert(user) }
            return Remains(behaviors: 0, weights: 0, profiles: 0, isForgotten: true)
        }

        func erase(
            _ user: UserID, atMost limit: Int
        ) async throws(RepositoryError) -> ErasureStep {
            ErasureStep(erased: try await remains(of: user), isFinished: true)
        }

        func remains(of user: UserID) async throws(RepositoryError) -> Remains {
            Remains(behaviors: 0, weights: 0, profiles: 0, isForgotten: true)
        }

        func readmit(_ user: UserID) async throws(RepositoryError) -> Bool {
            users.withLock { $0.remove(user) != nil }
        }

        func unfinished() async throws(RepositoryError) -> [UserID] { [] }

        func erased() async throws(RepositoryError) -> ErasedUsers {
            ErasedUsers(salt: salt, hashes: Set(users.withLock { $0.map(salt.hash) }))
        }
    }

    private func click(_ user: UserID, _ name: String, _ second: Int64) -> Behavior {
        Behavior(
            user: user, item: item(name), action: .click,
            time: Timestamp(seconds: 1_700_000_000 + second))
    }

    private func trained(_ name: String) async throws -> [UInt8] {
        let log = ScannedLog(
            behaviors: [
                click(ann, "a", 0), click(ann, "b", 1), click(bob, "a", 0), click(bob, "c", 1),
            ])
        var parameters = TrainingParameters()
        parameters.blend.neighborHalfLives = [5]
        parameters.blend.queriesMin = 1_000_000
        let models = try await Trainer(parameters: parameters, workers: 1).train(
            [name], from: log, settings: .standard, salt: Self.salt,
            now: Timestamp(seconds: 1_700_000_010))
        return try #require(models.first).payload
    }

    private func has(_ payload: [UInt8], _ hash: UInt64) -> Bool {
        let bytes = (0..<8).map { UInt8(truncatingIfNeeded: hash >> (8 * UInt64($0))) }
        return payload.indices.dropLast(7).contains {
            payload[$0..<$0 + 8].elementsEqual(bytes)
        }
    }

    @Test(arguments: [ItemNeighbors.name, Blend.name])
    func `a model knows users by a hash that needs the salt of the store, and not by id`(
        _ name: String
    ) async throws {
        let payload = try await trained(name)
        #expect(has(payload, Self.salt.hash(of: ann)))
        #expect(Self.salt.hash(of: ann) != Self.salt.hash(of: bob))
        for hash in [
            StableHash.of("ann"), UserSalt.none.hash(of: ann), UserSalt([7]).hash(of: ann),
        ] {
            #expect(!has(payload, hash))
        }
        #expect(
            !payload.indices.dropLast(2).contains { payload[$0..<$0 + 3].elementsEqual("ann".utf8) }
        )
    }

    @Test(arguments: [ItemNeighbors.name, Blend.name])
    func `who is erased leaves a model that serves at the next look, and one that comes later`(
        _ name: String
    ) async throws {
        let payload = try await trained(name)
        let summary = ModelSummary(
            recommender: name, version: 1, time: Timestamp(seconds: 1_700_000_010),
            trainedUntil: Timestamp(seconds: 1_700_000_010), behaviors: 4, parameters: [:],
            size: payload.count)
        let decoded = { () throws(ModelError) -> any Recommender in
            try Recommenders.recommender(name).init(decoding: payload)
        }
        let (serving, erasures) = (ServingModels(), Erasures())
        let model = try decoded()
        serving.put(model, summary)
        let log = ToldLog([])
        let feed = LogFollower(serving, from: log, settings: FixedSettings(), erasures: erasures)
        try await feed.look()
        log.add([click(ann, "d", 20)])
        try await feed.look()
        #expect(neighbors(of: "d", in: model) == ["a", "b"])

        _ = try await erasures.forget(ann)
        // What the log told of before the erasure, and what was on its way.
        log.add([click(ann, "e", 21), click(bob, "f", 21)])
        try await feed.look()
        #expect(neighbors(of: "e", in: model).isEmpty)
        #expect(neighbors(of: "f", in: model) == ["a", "c"])
        #expect(!has(model.encode(), Self.salt.hash(of: ann)))
        #expect(has(model.encode(), Self.salt.hash(of: bob)))

        // The stored model is older than the erasure.
        let later = try decoded()
        #expect(has(later.encode(), Self.salt.hash(of: ann)))
        var newer = summary
        newer.version = 2
        serving.put(later, newer)
        #expect(!has(later.encode(), Self.salt.hash(of: ann)))
        #expect(neighbors(of: "f", in: later) == ["a", "c"])
        #expect(neighbors(of: "d", in: later).isEmpty)
    }

    @Test func `a readmitted user is learned from again, and starts with nothing`() async throws {
        let (serving, erasures, log) = (ServingModels(), Erasures(), ToldLog([]))
        let feed = LogFollower(serving, from: log, settings: FixedSettings(), erasures: erasures)
        try await feed.look()
        log.add([click(ann, "a", 1)])
        try await feed.look()
        _ = try await erasures.forget(ann)
        try await feed.look()
        _ = try await erasures.readmit(ann)
        log.add([click(ann, "b", 2), click(ann, "c", 3)])
        try await feed.look()
        let model = try #require(serving.untrained(ItemNeighbors.name, beside: serving.contents))
        #expect(neighbors(of: "b", in: model) == ["c"])
        #expect(neighbors(of: "a", in: model).isEmpty)
    }

    @Test func `a user whose behaviors were taken out is forgotten once, and may come back`()
        async throws
    {
        let (serving, log) = (ServingModels(), ToldLog([]))
        let feed = LogFollower(
            serving, from: log, settings: FixedSettings(), erasures: Erasures())
        try await feed.look()
        log.add([click(ann, "a", 1), click(bob, "a", 1)])
        try await feed.look()
        try await feed.forget(ann)
        log.add([click(ann, "b", 2), click(bob, "c", 2), click(ann, "d", 3)])
        try await feed.look()
        let model = try #require(serving.untrained(ItemNeighbors.name, beside: serving.contents))
        #expect(neighbors(of: "a", in: model) == ["c"])
        #expect(neighbors(of: "b", in: model) == ["d"])
    }

    /// What goes with an item, in order of id.
    private func neighbors(of name: String, in model: any Recommender) -> [String] {
        let present = model.present()
        guard let place = present.items.place(of: item(name)) else { return [] }
        var scores = Scores(count: present.items.count)
        present.score(Readings([Reading(place: place, weight: 1)]), into: &scores)
        // What trends is no neighbor.
        var trends = Scores(count: present.items.count)
        present.score(Readings([]), into: &trends)
        return (0..<present.items.count).filter { scores[$0] > trends[$0] }
            .map { present.items[$0].text }.sorted()
    }
}
