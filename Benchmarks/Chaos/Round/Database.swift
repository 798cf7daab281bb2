import Mongo
import Repositories
import Synchronization

/// A database that some rounds share, with the account of what was sent to it.
struct Database: Sendable {
    let name: String
    let store: Store
    let repositories: MongoRepositories
    let ledger = Ledger()
    /// How many files were to be imported into it until now.
    let files = Files()

    init(name: String, uri: String) throws {
        self.name = name
        store = try Store(StoreConfiguration(uri: uri, database: name))
        repositories = MongoRepositories(store: store)
    }

    /// Drops it.
    func drop() async throws {
        try await store.perform(DropDatabase())
        await store.close()
    }
}

/// How many files there were.
final class Files: Sendable {
    private let number = Atomic<Int>(0)

    var count: Int { number.load(ordering: .relaxed) }

    func add() { number.add(1, ordering: .relaxed) }
}
