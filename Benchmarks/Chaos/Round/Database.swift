import Mongo
import Repositories
import Synchronization

/// A database that some rounds share, with the account of what was sent to it.
struct Database: Sendable {
    let name: String
    let store: Store
    let repositories: MongoRepositories
    let ledger = Ledger()
    let counts = Counts()

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

/// What has been done to a database until now.
final class Counts: Sendable {
    /// Files that were to be imported.
    let files = Atomic(0)
    /// Folds that its log showed when it was last checked.
    let folds = Atomic(0)
}
