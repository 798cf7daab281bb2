import Harness
import Testing

@testable import Mongo

@Suite struct HandleTests {
    /// In a separate process, because the counts are for the whole process.
    @Test func `every handle that was made is given up`() async {
        await #expect(processExitsWith: .success) {
            var configuration = StoreConfiguration(
                uri: try LentStore.uri, database: "ebbtest_handles_\(UInt64.random(in: 0 ... .max))"
            )
            configuration.transactionAttemptsMax = 2
            let store = try Store(configuration)
            for number in 0..<20 { try await use(store, number) }
            try await store.perform(DropDatabase())
            #expect(HandleCount.constructions > HandleCount.destructions)
            await store.close()
            ClientPool.awaitEndings()
            #expect(HandleCount.constructions > 100)
            #expect(HandleCount.constructions == HandleCount.destructions)
        }
    }

    @Test func `a store that was never closed gives its handles up, too`() async {
        await #expect(processExitsWith: .success) {
            _ = try Store(StoreConfiguration(uri: "mongodb://127.0.0.1:1", database: "none"))
            #expect(throws: StoreError.self) {
                try Store(StoreConfiguration(uri: "nonsense", database: "none"))
            }
            #expect(throws: StoreError.self) {
                try Store(StoreConfiguration(uri: "mongodb://127.0.0.1:1", database: ""))
            }
            ClientPool.awaitEndings()
            #expect(HandleCount.constructions > 0)
            #expect(HandleCount.constructions == HandleCount.destructions)
        }
    }
}

/// One of everything, successes and failures.
private func use(_ store: Store, _ number: Int) async throws {
    let document = BSON { $0.append("_id", Int64(number)) }
    _ = try await store.perform(InsertMany("things", documents: [document, document]))
    let _: [BSON] = try await store.perform(Find("things", filter: .empty))
    _ = try? await store.perform(Find<FindTests.Entry>("things", filter: .empty))
    let nonsense = BSON { $0.append("$nonsense", Int32(1)) }
    _ = try? await store.perform(Find<BSON>("things", filter: nonsense))
    _ = try? await store.perform(Aggregate<BSON>("things", pipeline: [nonsense]))
    _ = try? await store.perform(RunCommand(nonsense))
    _ = try await store.perform(ListCollections())
    _ = try await store.perform(ListIndexes("things"))
    let inserted = BSON { $0.append("_id", "t\(number)") }
    _ = try await store.perform(Transact(InsertMany("things", documents: [inserted])))
    _ = try? await store.perform(Transact(InsertMany("things", documents: [inserted])))
    let file = try await store.perform(
        UploadFile(bucket: "files", name: "f", bytes: [1, 2, 3]))
    _ = try await store.perform(DownloadFile(bucket: "files", file))
    try await store.perform(DeleteFile(bucket: "files", file))
    _ = try? await store.perform(DownloadFile(bucket: "files", file))
}
