import Interest
import Mongo
import Repositories

/// A database of its own for a benchmark, dropped afterwards.
struct BenchStore {
    let uri: String
    let database: String
    let store: Store
    let repositories: MongoRepositories

    /// Opens a fresh database on the server at `uri`, runs `body`, and drops it.
    static func with<T>(
        _ uri: String, name: String, saveBack: SaveBack = .always,
        _ body: (BenchStore) async throws -> T
    ) async throws -> T {
        // By chance: two benchmarks at once must not meet in one database.
        let suffix = String(UInt64.random(in: .min ... .max), radix: 36)
        let database = "ebb_bench_\(name)_\(suffix)"
        let store = try Store(StoreConfiguration(uri: uri, database: database))
        var reads = ReadLimits()
        // A benchmark measures how long reads take; it does not refuse them.
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
    /// How many behaviors travel together while a benchmark is prepared.
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

    /// Each of `users` clicks on the first `count` of the same 100 items, an hour apart.
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
    /// An empty database with its collections and indexes again.
    func clear() async throws {
        try await store.perform(DropDatabase())
        try await repositories.prepare()
    }
}
