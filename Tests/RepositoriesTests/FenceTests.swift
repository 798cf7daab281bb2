import Harness
import Interest
import Mongo
import Testing

@testable import Repositories

/// Tests that no race lets data of an erased user in.
@Suite(.store)
struct FenceTests {
    private func made() async throws -> MongoRepositories {
        let made = MongoRepositories(store: try LentStore.current.store, reads: .patient)
        try await made.prepare()
        return made
    }

    /// A log that has cached the tombstones, and will not read them again for a long time.
    private func sleepy() async throws -> MongoBehaviorRepository {
        let log = MongoBehaviorRepository(
            store: try LentStore.current.store,
            tombstones: RecentTombstones(ageMax: .seconds(100_000)))
        _ = try await log.append([click("carl", "x", at: 1)])
        return log
    }

    private func all(_ collection: String) async throws -> [BSON] {
        try await LentStore.current.store.perform(Find(collection, filter: .empty))
    }

    @Test func `an append with old tombstones is rejected by the server, reads them and goes on`()
        async throws
    {
        let made = try await made()
        let log = try await sleepy()
        _ = try await made.erasures.forget("ann")
        let late = LoggedBehavior(
            click("ann", "a", at: 5), key: BehaviorKey(click("ann", "a", at: 5)))
        let insert = InsertMany(
            Schema.behaviors, documents: [late.bson(fence: 0)], reportsRefused: true)
        #expect(try await LentStore.current.store.perform(insert).refused == [0])
        let count = try await log.append([click("ann", "a", at: 5), click("bob", "b", at: 6)])
        #expect(count == AppendCount(inserted: 1, repeated: 0, forgotten: 1))
        #expect(try await made.erasures.remains(of: "ann").count == 0)
    }

    @Test func `a profile written with old tombstones is rejected too`() async throws {
        let made = try await made()
        let profiles = MongoProfileRepository(
            store: try LentStore.current.store,
            tombstones: RecentTombstones(ageMax: .seconds(100_000)))
        #expect(try await profiles.put([Profile(id: "bob", comment: "old")]) == 0)
        _ = try await made.erasures.forget("ann")
        #expect(try await profiles.put([Profile(id: "ann"), Profile(id: "bob")]) == 1)
        #expect(try await made.profiles.profile(of: "ann") == nil)
        #expect(try await made.profiles.profile(of: "bob")?.comment == "")
    }

    @Test func `a replacement with old tombstones is skipped, and edits go on`() async throws {
        let made = try await made()
        let log = try await sleepy()
        let known = RecentTombstones(ageMax: .seconds(100_000))
        let profiles = MongoProfileRepository(store: made.store, tombstones: known)
        _ = try await made.erasures.forget("ann")
        let count = try await log.replace([click("ann", "a", at: 5), click("bob", "b", at: 6)])
        #expect(count == AppendCount(inserted: 1, repeated: 0, forgotten: 1))
        #expect(try await made.erasures.remains(of: "ann").count == 0)
        // Documents keep their stamp, so the server still accepts them.
        try await profiles.put([Profile(id: "bob")])
        #expect(try await made.profiles.update("bob") { $0.comment = "new" })
        #expect(try await made.profiles.profile(of: "bob")?.comment == "new")
    }

    @Test func `folds go on over what was stamped before the fence was raised`() async throws {
        let made = try await made()
        _ = try await made.behaviors.append([click("bob", "a", at: 1)])
        _ = try await made.erasures.forget("ann")
        _ = try await made.behaviors.append([click("bob", "b", at: 2)])
        _ = try await made.erasures.forget("carl")
        let weights = try await made.weights.weights(of: "bob").weights
        #expect(weights.items.count == 2)
        #expect(try await made.behaviors.count().pending == 0)
    }

    @Test func `nothing stays of a user who behaves and is read during the erasure`()
        async throws
    {
        let made = try await made()
        _ = try await made.behaviors.append((0..<200).map { click("ann", "i\($0)", at: $0) })
        try await withThrowingTaskGroup(of: Void.self) { group in
            for writer in 0..<3 {
                let own = MongoRepositories(store: made.store, reads: .patient)
                group.addTask {
                    for step in 0..<60 {
                        let behaviors = (0..<5).map { number in
                            click("ann", "w\(writer)", at: 1000 + step * 5 + number)
                        }
                        _ = try await own.behaviors.append(behaviors)
                        _ = try await own.weights.weights(of: "ann")
                    }
                }
            }
            group.addTask {
                let erased = try await made.erasures.forget("ann")
                #expect(erased.behaviors >= 200)
                #expect(try await made.erasures.remains(of: "ann").count == 0)
            }
            try await group.waitForAll()
        }
        #expect(try await made.erasures.remains(of: "ann").count == 0)
    }

    @Test func `an erasure that was killed is known by name, and goes on`() async throws {
        let made = try await made()
        _ = try await made.behaviors.append([click("ann", "a", at: 1)])
        _ = try await made.erasures.forget("bob")
        // The remains of a killed erasure: a tombstone with the id of its user.
        let known = try await RecentTombstones().tombstones(in: made.store)
        let digest = Tombstones.digest(of: "ann", salt: known.salt)
        let half = BSON { stone in
            stone.append("_id", binary: digest)
            stone.append("user", "ann")
        }
        _ = try await made.store.perform(InsertMany(Schema.forgotten, documents: [half]))
        #expect(try await made.erasures.unfinished() == ["ann"])
        let erased = try await made.erasures.forget("ann")
        #expect(erased.behaviors == 1)
        #expect(try await made.erasures.unfinished().isEmpty)
        for collection in try await made.store.perform(ListCollections()) {
            for document in try await all(collection) {
                #expect(!document.json.contains("\"ann\""), "\(collection): \(document.json)")
            }
        }
    }

    @Test func `of erasures at once each holds, and the server compares with the last`()
        async throws
    {
        let made = try await made()
        let users = (0..<6).map { UserID(unchecked: "user\($0)") }
        _ = try await made.behaviors.append(users.map { click($0.text, "a", at: 1) })
        try await withThrowingTaskGroup(of: Void.self) { group in
            for user in users {
                let own = MongoRepositories(store: made.store, reads: .patient)
                group.addTask { _ = try await own.erasures.forget(user) }
            }
            try await group.waitForAll()
        }
        #expect(try await made.erasures.count() == 6)
        let fence = try await RecentTombstones().tombstones(in: made.store).fence
        #expect(fence == 6)
        for (stamp, refused) in [(fence - 1, [0]), (fence, [])] {
            let behavior = click("dora", "a", at: Int(stamp))
            let document = LoggedBehavior(behavior, key: BehaviorKey(behavior)).bson(fence: stamp)
            let insert = InsertMany(
                Schema.behaviors, documents: [document], reportsRefused: true)
            #expect(try await made.store.perform(insert).refused == refused)
        }
    }

    @Test func `the salt of a store that never forgot anybody makes no fence`() async throws {
        let made = try await made()
        let salts = try await withThrowingTaskGroup(of: UserSalt.self) { group in
            for _ in 0..<4 {
                let own = MongoRepositories(store: made.store, reads: .patient)
                group.addTask { try await own.erasures.erased().salt }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(Set(salts).count == 1)
        // As the end of a restore does.
        try await made.store.perform(KeptOut.RaiseFence())
        let count = try await made.behaviors.append([click("bob", "a", at: 1)])
        #expect(count.inserted == 1)
        #expect(try await !all(Schema.behaviors).contains { $0.json.contains("fence") })
        #expect(try await made.erasures.count() == 0)
        _ = try await made.erasures.forget("ann")
        #expect(try await made.erasures.erased().salt == salts.first)
        #expect(try await made.erasures.remains(of: "ann").isForgotten)
    }

    @Test func `a backup with another salt is refused where it has tombstones, and only there`()
        async throws
    {
        let made = try await made()
        _ = try await made.erasures.forget("ann")
        let present = try await made.store.perform(KeptOut.Read())
        let fence = { (number: Int64) in
            BSON { document in
                document.append("_id", "fence")
                document.append("number", number)
                document.append("salt", binary: [1, 2, 3])
            }
        }
        try present.require(saltOf: fence(0))
        #expect(throws: StoreError.self) { try present.require(saltOf: fence(1)) }
    }

    @Test func `a store that never forgot anybody has no stamps`() async throws {
        let made = try await made()
        _ = try await made.behaviors.append([click("bob", "a", at: 1)])
        let plain = try #require(try await all(Schema.behaviors).first)
        #expect(!plain.json.contains("fence"))
        _ = try await made.erasures.forget("ann")
        _ = try await made.behaviors.append([click("bob", "b", at: 2)])
        #expect(try await all(Schema.behaviors).count { $0.json.contains("fence") } == 1)
    }
}
