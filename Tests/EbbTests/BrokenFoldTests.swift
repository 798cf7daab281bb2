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

    /// Starts a fold and kills it when the first of it stands in the store and the last cannot: a
    /// transaction of the test's holds what the last user did.
    private func killInMidFold(_ store: Store, _ database: String) async throws {
        let hold = Hold(user: "user999")
        let held = Task { try await store.perform(Transact(hold)) }
        for await _ in hold.started { break }
        let first = FindOne<BSON>("weights", filter: .empty)
        try await EbbProcess.kill(["fold"] + (try place(database))) {
            try await store.perform(first) != nil
        }
        hold.release()
        await #expect(throws: StoreError.self) { try await held.value }
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
            let imported = try await EbbProcess.run(
                ["import", "-"] + (try place(name)), input: input, onStore: false)
            #expect(imported.status == 0, "\(imported.errors)")
        }
        try await killInMidFold(lent.store, database)
        let pending = try await lent.store.perform(
            Count("behaviors", filter: BSON { $0.append("pending", true) }))
        #expect(pending > 0 && pending < Self.count)
        let rest = try await EbbProcess.run(["fold", "--format", "json"])
        let report = try #require(try rest.json() as? [String: Any])
        #expect((report["behaviors"] as? Int ?? 0) <= pending)
        #expect(try await EbbProcess.run(["fold"] + place(other), onStore: false).status == 0)
        for collection in ["behaviors", "weights"] {
            let broken = try await documents(in: collection, of: database)
            #expect(broken.count == (collection == "weights" ? 2003 : Self.count))
            #expect(try await documents(in: collection, of: other) == broken)
        }
        try await onStore(of: other) { try await $0.perform(DropDatabase()) }
    }
}

/// Changes a user's behaviors, keeps the transaction open until asked to end, and reverts the
/// change. A fold of that user meanwhile gets a write conflict.
private final class Hold: Mongo.Operation {
    let started: AsyncStream<Void>
    private let user: String
    private let begun: AsyncStream<Void>.Continuation
    private let end = DispatchSemaphore(value: 0)

    init(user: String) {
        self.user = user
        (started, begun) = AsyncStream.makeStream()
    }

    func release() { end.signal() }

    func execute(on client: inout Client) throws(StoreError) {
        let filter = BSON { $0.append("user", user) }
        let change = BSON { update in update.document("$set") { $0.append("held", true) } }
        _ = try UpdateMany("behaviors", filter: filter, update: change).execute(on: &client)
        begun.yield()
        end.wait()
        throw StoreError(.cancelled, "the test has seen enough")
    }
}
