import Harness
import Interest
import Metering
import Mongo
import Testing

@testable import Repositories

/// Folds that the server breaks off or refuses.
@Suite(.serialized)
struct FoldTroubleTests {
    /// A server that gives up a transaction after a second.
    private func impatientServer() async throws -> PrivateServer {
        try await PrivateServer([
            "--replSet", "rs0", "--setParameter", "enableTestCommands=1", "--setParameter",
            "transactionLifetimeLimitSeconds=1",
        ])
    }

    /// Delays each update by two seconds, this many times, or until it is set to 0.
    private func slowDown(_ store: Store, mode: String) async throws {
        let command = try BSON(
            json: #"{"configureFailPoint": "failCommand", "mode": \#(mode), "data": "#
                + #"{"failCommands": ["update"], "blockConnection": true, "#
                + #""blockTimeMS": {"$numberInt": "2000"}}}"#)
        _ = try await store.perform(RunCommand(database: "admin", command))
    }

    private func filled(_ store: Store, users: Int) async throws -> MongoRepositories {
        let repositories = MongoRepositories(store: store, reads: .patient)
        try await repositories.prepare()
        // They are written at the first look, by an update that is not to be slowed down.
        _ = try await repositories.settings.settings()
        _ = try await repositories.behaviors.append(
            (0..<users).map { click("user\($0)", "item", at: 1_400_000_000 + $0) })
        return repositories
    }

    @Test func `a transaction that became too old is run again, and counts once`() async throws {
        let server = try await impatientServer()
        defer { server.stop() }
        let registry = Registry()
        let store = try Store(
            StoreConfiguration(uri: server.uri, database: "old"), metrics: registry)
        let repositories = try await filled(store, users: 8)
        try await slowDown(store, mode: #"{"times": {"$numberInt": "1"}}"#)
        let report = try await repositories.weights.foldPending()
        #expect(report.behaviors == 8)
        #expect(try await repositories.behaviors.count().pending == 0)
        for user in 0..<8 {
            let weights = try await repositories.weights.weights(
                of: UserID(unchecked: "user\(user)"))
            #expect(weights.weights.frame.activity == 1)
        }
        #expect(!registry.text.contains("\nebb_transaction_retries_total 0\n"))
        #expect(registry.text.contains("\nebb_fold_behaviors_sum 8\n"))
        await store.close()
    }

    @Test func `a transaction that is always too old is one clear error, and nothing is lost`()
        async throws
    {
        let server = try await impatientServer()
        defer { server.stop() }
        var configuration = StoreConfiguration(uri: server.uri, database: "old")
        configuration.transactionAttemptsMax = 2
        let store = try Store(configuration)
        let repositories = try await filled(store, users: 2)
        try await slowDown(store, mode: #""alwaysOn""#)
        let error = await #expect(throws: RepositoryError.self) {
            try await repositories.weights.weights(of: "user0")
        }
        #expect(error?.code == .unavailable, "\(String(describing: error))")
        #expect(error?.message.contains("try again") == true)
        #expect(try await repositories.behaviors.count().pending == 2)
        try await slowDown(store, mode: #""off""#)
        let weights = try await repositories.weights.weights(of: "user0").weights
        #expect(weights.frame.activity == 1)
        #expect(try await repositories.behaviors.count().pending == 1)
        await store.close()
    }

    @Test(.store) func `a profile too large for a document is one clear error, and nobody else's`()
        async throws
    {
        let repositories = MongoRepositories(
            store: try LentStore.current.store, reads: .patient)
        try await repositories.prepare()
        // Ids of a thousand letters: 17,000 of them are more than 16 MB.
        let padding = String(repeating: "x", count: 1000)
        for start in stride(from: 0, to: 17_000, by: 1000) {
            _ = try await repositories.behaviors.append(
                (start..<start + 1000).map {
                    click("huge", "\($0)\(padding)", at: 1_400_000_000 + $0)
                })
        }
        _ = try await repositories.behaviors.append([click("ann", "a", at: 1_400_000_000)])
        async let ann = repositories.weights.weights(of: "ann")
        let error = await #expect(throws: RepositoryError.self) {
            try await repositories.weights.weights(of: "huge")
        }
        #expect(try await ann.weights.items == ["a"])
        #expect(error?.code == .tooLarge, "\(String(describing: error))")
        #expect(error?.message.contains("16 MB") == true, "\(String(describing: error))")
        // What fitted is folded, the rest pending, nothing lost.
        let count = try await repositories.behaviors.count()
        #expect(count.behaviors == 17_001)
        #expect(count.pending > 0)
        let later = Timestamp(seconds: 1_500_000_000)
        let past = try await repositories.weights.weights(of: "huge", asOf: later)
        #expect(past.weights.items.count == 17_000)
    }
}
