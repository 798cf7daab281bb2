import Harness
import Testing

@testable import Mongo

@Suite(.store) struct OperationTests {
    @Test func `what was inserted is found`() async throws {
        let store = try LentStore.current.store
        let documents = (0..<3).map { number in BSON { $0.append("_id", Int64(number)) } }
        let report = try await store.perform(InsertMany("numbers", documents: documents))
        #expect(report == InsertReport(inserted: 3, duplicates: []))
        let found: [BSON] = try await store.perform(Find("numbers", filter: .empty))
        #expect(found == documents)
    }
}
