import Foundation
import Harness
import Mongo
import Testing

/// `ebb fold`, killed.
@Suite(.store)
struct BrokenFoldTests {
    private static let count = 30_000

    private func documents(in collection: String, of database: String) async throws -> [BSON] {
        try await onStore(of: database) { store in
            let sort = BSON { $0.append("_id", Int32(1)) }
            return try await store.perform(
                Find(collection, filter: .empty, options: FindOptions(sort: sort)))
        }
    }

    private func onStore<T: Sendable>(
        of database: String, _ body: (Store) async throws -> T
    ) async throws -> T {
        var configuration = try LentStore.current.configuration
        configuration.database = database
        let store = try Store(configuration)
        let result = try await body(store)
        await store.close()
        return result
    }

    private func place(_ database: String) throws -> [String] {
        ["--database", try LentStore.current.configuration.uri, "--database-name", database]
    }

    /// Starts a fold and kills it as soon as the first of it stands in the store.
    private func killInMidFold(_ store: Store, _ database: String) async throws {
        let process = Process()
        process.executableURL = EbbProcess.executable
        process.arguments = ["fold"] + (try place(database))
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        let first = FindOne<BSON>("weights", filter: .empty)
        while process.isRunning, try await store.perform(first) == nil {}
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }

    @Test func `a fold that is killed goes on, and ends like an unbroken one to the bit`()
        async throws
    {
        let lent = try LentStore.current
        let (database, other) = (
            lent.configuration.database, lent.configuration.database + "_unbroken"
        )
        let lines = (0..<Self.count).map { number in
            #"{"user":"user\#(number % 2003)","item":"item\#(number % 97)","action":"click","#
                + #""time":\#(1_400_000_000 + number * 7)}"#
        }
        let input = Data(lines.joined(separator: "\n").utf8)
        for name in [database, other] {
            let imported = try EbbProcess.run(
                ["import", "-"] + (try place(name)), input: input, onStore: false)
            #expect(imported.status == 0, "\(imported.errors)")
        }
        try await killInMidFold(lent.store, database)
        let pending = try await lent.store.perform(
            Count("behaviors", filter: BSON { $0.append("pending", true) }))
        #expect(pending > 0 && pending < Self.count)
        let rest = try EbbProcess.run(["fold", "--format", "json"])
        let report = try #require(try rest.json() as? [String: Any])
        #expect((report["behaviors"] as? Int ?? 0) <= pending)
        #expect(try EbbProcess.run(["fold"] + place(other), onStore: false).status == 0)
        for collection in ["behaviors", "weights"] {
            let broken = try await documents(in: collection, of: database)
            #expect(broken.count == (collection == "weights" ? 2003 : Self.count))
            #expect(try await documents(in: collection, of: other) == broken)
        }
        try await onStore(of: other) { try await $0.perform(DropDatabase()) }
    }
}
