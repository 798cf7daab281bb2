internal import Interest
internal import Mongo
internal import Repositories

/// A database of its own for a benchmark, dropped afterwards.
struct BenchStore {
    let uri: String
    let database: String
    let store: Store
    let repositories: MongoRepositories

    /// Opens a fresh database on the server at `uri`, runs `body`, and drops it.
    static func with<T>(_ uri: String, name: String, _ body: (BenchStore) async throws -> T)
        async throws -> T
    {
        let database = "ebb_bench_\(name)"
        let store = try Store(StoreConfiguration(uri: uri, database: database))
        let bench = BenchStore(
            uri: uri, database: database, store: store,
            repositories: MongoRepositories(store: store))
        do {
            try await store.perform(DropDatabase())
            try await bench.repositories.prepare()
            let result = try await body(bench)
            try await store.perform(DropDatabase())
            await store.close()
            return result
        } catch {
            await store.close()
            throw error
        }
    }

    /// Users with 100 interests each, everything folded.
    func addReaders(_ count: Int) async throws -> [UserID] {
        let users = (0..<count).map { UserID(unchecked: "user\($0)") }
        for user in users {
            let behaviors = (0..<100).map { index in
                Behavior(
                    user: user, item: ItemID(unchecked: "item\(index * 37 % 5000)"),
                    action: .click, time: Timestamp(seconds: 1_300_000_000 + Int64(index) * 3600))
            }
            _ = try await repositories.behaviors.append(behaviors)
            _ = try await repositories.weights.weights(of: user)
        }
        return users
    }
}

extension BenchStore {
    /// An empty database with its indexes again.
    func clear() async throws {
        try await store.perform(DropDatabase())
        try await repositories.prepare()
    }
}
