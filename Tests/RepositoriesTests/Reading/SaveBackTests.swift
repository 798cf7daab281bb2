import Harness
import Interest
import Mongo
import Testing

@testable import Repositories

/// What reads write, and what they answer where they write nothing.
@Suite(.store)
struct SaveBackTests {
    let store: Store
    let repositories: MongoRepositories

    init() throws {
        store = try LentStore.current.store
        repositories = MongoRepositories(store: store, reads: .patient)
    }

    private func reader(
        _ saveBack: SaveBack, behaviorsMax: Int = FoldLimits().behaviorsMax
    ) -> MongoWeightRepository {
        var limits = ReadLimits.patient
        limits.saveBack = saveBack
        limits.fold.behaviorsMax = behaviorsMax
        return MongoWeightRepository(
            store: store, settings: repositories.settings, limits: limits)
    }

    private func clicks(_ user: String, _ range: Range<Int>) -> [Behavior] {
        range.map { click(user, "item\($0 * $0 % 11)", at: 3000 * $0) }
    }

    /// How many writes the server has seen on a collection, by its own account.
    private func writes(to collection: String) async throws -> Int64 {
        let pipeline = [
            BSON { stage in
                stage.document("$collStats") { $0.document("latencyStats") { _ in } }
            }
        ]
        let found: [BSON] = try await store.perform(Aggregate(collection, pipeline: pipeline))
        return try #require(found.first).read { (reader) throws(StoreError) in
            try reader.document("latencyStats") { (stats) throws(StoreError) in
                try stats.document("writes") { (one) throws(StoreError) in try one.int64("ops") }
            }
        }
    }

    @Test func `a read that folded nothing writes nothing`() async throws {
        try await repositories.prepare()
        for user in ["ann", "bob"] {
            _ = try await repositories.behaviors.append(clicks(user, 0..<9))
            _ = try await repositories.weights.weights(of: UserID(unchecked: user))
        }
        let collections = [Schema.weights, Schema.behaviors]
        var before: [Int64] = []
        for collection in collections { before.append(try await writes(to: collection)) }
        for _ in 0..<20 {
            for user: UserID in ["ann", "bob", "nobody"] {
                _ = try await repositories.weights.weights(of: user)
            }
        }
        for (collection, count) in zip(collections, before) {
            #expect(try await writes(to: collection) == count)
        }
        _ = try await repositories.behaviors.append(clicks("ann", 9..<10))
        _ = try await repositories.weights.weights(of: "ann")
        for (collection, count) in zip(collections, before) {
            #expect(try await writes(to: collection) > count)
        }
    }

    @Test(arguments: [10_000, 7], ["exponential 2d", "exponential 5b", "logistic-reset 0.1/d"])
    func `who never saves sees what who saves would see`(
        behaviorsMax: Int, law: String
    ) async throws {
        try await repositories.prepare()
        let never = reader(.never, behaviorsMax: behaviorsMax)
        _ = try await repositories.behaviors.append(clicks("ann", 20..<30))
        _ = try await repositories.weights.weights(of: "ann")
        // Some of them late, and folded by another law.
        _ = try await repositories.behaviors.append(clicks("ann", 0..<50))
        _ = try await repositories.behaviors.append(clicks("bob", 0..<3))
        try await repositories.settings.save(
            Settings(law: LawText(parsing: law).law, gains: .standard))
        for user: UserID in ["ann", "bob", "nobody"] {
            let seen = try await never.weights(of: user).weights
            #expect(try await never.weights(of: user).weights == seen)
            let pending = try await repositories.behaviors.count().pending
            #expect(pending == (user == "ann" ? 43 : user == "bob" ? 3 : 0))
            #expect(try await repositories.weights.weights(of: user).weights == seen)
        }
    }

    @Test func `when stale, few behaviors stay pending and more are saved`() async throws {
        try await repositories.prepare()
        let stale = reader(.whenStale(behaviorsMax: 5))
        _ = try await repositories.behaviors.append(clicks("ann", 0..<5))
        #expect(try await stale.weights(of: "ann").weights.frame.activity == 5)
        #expect(try await repositories.behaviors.count().pending == 5)
        #expect(try await repositories.weights.count() == 0)
        _ = try await repositories.behaviors.append(clicks("ann", 5..<6))
        #expect(try await stale.weights(of: "ann").weights.frame.activity == 6)
        #expect(try await repositories.behaviors.count().pending == 0)
        #expect(try await repositories.weights.count() == 1)
    }

    @Test func `when stale, more than a transaction takes in is folded in steps`() async throws {
        try await repositories.prepare()
        let stale = reader(.whenStale(behaviorsMax: 10), behaviorsMax: 10)
        _ = try await repositories.behaviors.append(clicks("ann", 0..<34))
        #expect(try await stale.weights(of: "ann").weights.frame.activity == 34)
        #expect(try await repositories.behaviors.count().pending < 34)
        #expect(try await stale.weights(of: "ann").weights.frame.activity == 34)
    }

    @Test func `what a reader knew pending and another has folded is not folded again`()
        async throws
    {
        try await repositories.prepare()
        let settings = try await repositories.settings.folding()
        _ = try await repositories.behaviors.append(clicks("ann", 0..<8))
        let read = ReadWeights(
            users: ["ann"], fingerprint: settings.fingerprint, foldedWithin: FoldLimits())
        let known = try #require(try await store.perform(read).pending)
        #expect(known.count == 8)
        let folded = try await repositories.weights.weights(of: "ann").weights
        let late = Transact(
            FoldUsers(["ann"], by: settings, limits: FoldLimits(), known: known))
        await #expect(throws: StoreError.self) { try await store.perform(late) }
        #expect(try await repositories.weights.weights(of: "ann").weights == folded)
        #expect(folded.frame.activity == 8)
    }
}
