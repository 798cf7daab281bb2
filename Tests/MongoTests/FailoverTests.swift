import Harness
import Testing

@testable import Mongo

/// Injects faults into a private server, with the server's `failCommand`.
@Suite(.serialized) struct FailoverTests {
    @Test func `faults lose nothing and double nothing`() async throws {
        let server = try await PrivateServer([
            "--replSet", "rs0", "--setParameter", "enableTestCommands=1",
        ])
        defer { server.stop() }
        var configuration = StoreConfiguration(uri: server.uri, database: "faults")
        configuration.lanes = 1
        configuration.transactionAttemptsMax = 3
        let store = try Store(configuration)
        _ = try await store.perform(InsertMany("counters", documents: [Increment.document(0)]))

        // The answer to the commit is lost more often than the driver itself retries.
        try await fail(store, times: 3, #""commitTransaction""#, #""closeConnection": true"#)
        #expect(try await store.perform(Transact(Increment(by: 1))) == 1)
        #expect(try await store.perform(Increment.Value()) == 1)

        // The primary steps down during the transaction.
        let stepDown = #""errorCode": 10107, "errorLabels": ["TransientTransactionError"]"#
        try await fail(store, times: 2, #""update""#, stepDown)
        #expect(try await store.perform(Transact(Increment(by: 1))) == 2)

        // The connection breaks during the transaction.
        try await fail(store, times: 1, #""update""#, #""closeConnection": true"#)
        #expect(try await store.perform(Transact(Increment(by: 1))) == 3)

        // Outside a transaction the driver retries a write, which counts once.
        try await fail(store, times: 1, #""insert""#, #""closeConnection": true"#)
        let document = BSON { $0.append("_id", "once") }
        let report = try await store.perform(InsertMany("inserted", documents: [document]))
        #expect(report == InsertReport(inserted: 1, duplicates: []))

        // A permanent conflict is thrown after the last attempt, and so is a lost commit.
        let conflict = #""errorCode": 112, "errorLabels": ["TransientTransactionError"]"#
        try await fail(store, times: 3, #""update""#, conflict)
        await expect(.writeConflict, store)
        try await fail(store, times: 100, #""commitTransaction""#, #""closeConnection": true"#)
        await expect(.commitUnknown, store)
        try await fail(store, times: 0, #""ping""#, #""closeConnection": true"#)
        // The outcome was unknown; reading shows that the commit never reached the server.
        #expect(try await store.perform(Increment.Value()) == 3)
        await store.close()
    }

    private func expect(_ code: StoreError.Code, _ store: Store) async {
        let error = await #expect(throws: StoreError.self) {
            try await store.perform(Transact(Increment(by: 1)))
        }
        #expect(error?.code == code, "\(String(describing: error))")
    }

    private func fail(
        _ store: Store, times: Int, _ command: String, _ how: String
    ) async throws {
        let mode = times == 0 ? #""off""# : #"{"times": {"$numberInt": "\#(times)"}}"#
        let command = try BSON(
            json: #"{"configureFailPoint": "failCommand", "mode": \#(mode), "#
                + #""data": {"failCommands": [\#(command)], \#(how)}}"#)
        _ = try await store.perform(RunCommand(database: "admin", command))
    }
}
