import Mongo
import Repositories
import Synchronization

/// A database that some rounds share, with the record of what was sent to it.
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

    /// Drops the database.
    func drop() async throws {
        try await store.perform(DropDatabase())
        await store.close()
    }
}

/// The history of a database.
final class Counts: Sendable {
    /// The number of files to import.
    let files = Atomic(0)
    /// The number of folds in its log at the last check.
    let folds = Atomic(0)
}
