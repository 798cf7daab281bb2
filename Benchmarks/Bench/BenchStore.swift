import Interest
import Mongo
import Repositories

/// Lends each benchmark its own database, and drops it afterward.
struct BenchStore {
    let uri: String
    let database: String
    let store: Store
    let repositories: MongoRepositories

    /// Creates a database on the server at `uri`, runs `body`, and drops the database.
    static func with<T>(
        _ uri: String, name: String, saveBack: SaveBack = .always,
        _ body: (BenchStore) async throws -> T
    ) async throws -> T {
        // A random name, so that two benchmarks at once do not share a database.
        let suffix = String(UInt64.random(in: .min ... .max), radix: 36)
        let database = "ebb_bench_\(name)_\(suffix)"
        let store = try Store(StoreConfiguration(uri: uri, database: database))
        var reads = ReadLimits()
        // A benchmark measures how long reads take; it must not reject them.
        reads.waitMax = .seconds(600)
        reads.saveBack = saveBack
        let bench = BenchStore(
            uri: uri, database: database, store: store,
            repositories: MongoRepositories(store: store, reads: reads))
        do {
            try await bench.repositories.prepare()
            let result = try await body(bench)
            try await store.perform(DropDatabase())
            await store.close()
            return result
        } catch {
            try? await store.perform(DropDatabase())
            await store.close()
            throw error
        }
    }
}

extension BenchStore {
    /// The number of behaviors in one batch while a benchmark is prepared.
    private static let appendBatch = 5000

    /// Users by number.
    static func users(_ count: Int) -> [UserID] {
        (0..<count).map { UserID(unchecked: "user\($0)") }
    }

    /// Users with 100 interests each, everything folded.
    func addReaders(_ count: Int) async throws -> [UserID] {
        let users = Self.users(count)
        try await addBehaviors(100, of: users, day: 0)
        _ = try await repositories.weights.foldPending()
        return users
    }

    /// Clicks of each of `users` on the first `count` of the same 100 items, an hour apart.
    func addBehaviors(_ count: Int, of users: [UserID], day: Int) async throws {
        var batch: [Behavior] = []
        for user in users {
            for index in 0..<count {
                let hours = Int64(day) * 24 * 7 + Int64(index)
                batch.append(
                    Behavior(
                        user: user, item: ItemID(unchecked: "item\(index * 37 % 5000)"),
                        action: .click, time: Timestamp(seconds: 1_300_000_000 + hours * 3600)))
            }
            guard batch.count >= Self.appendBatch else { continue }
            _ = try await repositories.behaviors.append(batch)
            batch = []
        }
        _ = try await repositories.behaviors.append(batch)
    }
}

extension BenchStore {
    /// Empties the database, and creates its collections and indexes again.
    func clear() async throws {
        try await store.perform(DropDatabase())
        try await repositories.prepare()
    }
}
