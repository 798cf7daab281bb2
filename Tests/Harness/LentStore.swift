import Foundation
public import Mongo
import Testing

/// A database on the real server, which belongs to one test.
public struct LentStore: Sendable {
    /// The environment variable that names the server.
    public static let variable = "EBB_TEST_MONGODB"

    @TaskLocal static var lent: LentStore?

    /// The error of a test that needs the server and cannot run.
    public struct Missing: Error, CustomStringConvertible {
        /// One sentence.
        public let description: String
    }

    /// The configuration for further stores on the same database.
    public let configuration: StoreConfiguration
    /// A store of four lanes, closed after the test.
    public let store: Store

    /// The store lent to the running test; throws when the trait `.store` is missing.
    public static var current: LentStore {
        get throws {
            guard let lent else {
                throw Missing(description: "the test lacks the trait .store")
            }
            return lent
        }
    }

    /// The URI of the server; throws when the environment does not name one.
    public static var uri: String {
        get throws {
            guard let uri = ProcessInfo.processInfo.environment[variable], !uri.isEmpty else {
                throw Missing(
                    description: "set \(variable) to the URI of a MongoDB replica set, such as "
                        + "mongodb://127.0.0.1:27117: this test needs the real server")
            }
            return uri
        }
    }

    init() throws {
        // Random and not seeded, so that two runs at once do not share a database.
        let name = "ebbtest_" + String(UInt64.random(in: .min ... .max), radix: 36)
        var configuration = StoreConfiguration(uri: try Self.uri, database: name)
        // A machine that is also building may be slow to create and drop databases.
        configuration.operationTimeout = .seconds(100)
        configuration.transactionTimeout = .seconds(100)
        configuration.serverSelectionTimeout = .seconds(60)
        self.configuration = configuration
        store = try Store(configuration)
    }

    /// Drops the database; a failure is a failure of the test.
    func drop() async {
        do {
            try await store.perform(DropDatabase())
        } catch {
            Issue.record("the test's database \(configuration.database) stays: \(error)")
        }
        await store.close()
    }
}
