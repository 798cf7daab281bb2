import Harness
import Testing

@testable import Mongo

@Suite(.store) struct WriteTests {
    private func numbered(_ id: Int64, _ value: String = "") -> BSON {
        BSON { writer in
            writer.append("_id", id)
            writer.append("value", value)
        }
    }

    private func id(_ id: Int64) -> BSON { BSON { $0.append("_id", id) } }

    private func set(_ value: String) -> BSON {
        BSON { writer in writer.document("$set") { $0.append("value", value) } }
    }

    private func all(_ store: Store) async throws -> [BSON] {
        let sort = BSON { $0.append("_id", Int32(1)) }
        return try await store.perform(
            Find("things", filter: .empty, options: FindOptions(sort: sort)))
    }

    @Test func `duplicates are reported by their place, and all others inserted`() async throws {
        let store = try LentStore.current.store
        _ = try await store.perform(InsertMany("things", documents: [numbered(1), numbered(3)]))
        let report = try await store.perform(
            InsertMany("things", documents: (0..<6).map { numbered($0) }))
        #expect(report.inserted == 4)
        #expect(report.duplicates == [1, 3])
        #expect(try await all(store).count == 6)
    }

    @Test func `all duplicates insert nothing and throw nothing`() async throws {
        let store = try LentStore.current.store
        let documents = (0..<2500).map { numbered($0) }
        _ = try await store.perform(InsertMany("things", documents: documents))
        let again = try await store.perform(InsertMany("things", documents: documents))
        #expect(again.inserted == 0)
        #expect(again.duplicates == Array(0..<2500))
    }

    @Test func `a duplicate of an ordered insert is thrown`() async throws {
        let store = try LentStore.current.store
        let error = await #expect(throws: StoreError.self) {
            try await store.perform(
                InsertMany(
                    "things", documents: [numbered(1), numbered(1), numbered(2)], ordered: true))
        }
        #expect(error?.code == .duplicateKey)
        #expect(error?.server?.code == 11000)
        #expect(try await all(store) == [numbered(1)])
    }

    @Test func `another write error than a duplicate is thrown, though both occur`() async throws {
        let store = try LentStore.current.store
        let create = try BSON(
            json: #"{"create": "things", "validator": {"value": {"$type": "string"}}}"#)
        _ = try await store.perform(RunCommand(create))
        let error = await #expect(throws: StoreError.self) {
            try await store.perform(
                InsertMany("things", documents: [numbered(1), numbered(1), id(2)]))
        }
        #expect(error?.code == .server)
        #expect(error?.server?.code == 121)
    }

    @Test func `no document inserted is no trouble`() async throws {
        let store = try LentStore.current.store
        let report = try await store.perform(InsertMany("things", documents: []))
        #expect(report == InsertReport(inserted: 0, duplicates: []))
    }

    @Test func `a document beyond 16 MiB is refused`() async throws {
        let store = try LentStore.current.store
        let huge = BSON { $0.append("blob", binary: Array(repeating: 7, count: 17 << 20)) }
        let error = await #expect(throws: StoreError.self) {
            try await store.perform(InsertMany("things", documents: [huge]))
        }
        #expect(error?.code == .tooLarge)
    }

    @Test func `strange ids and values come back to the byte`() async throws {
        let store = try LentStore.current.store
        let texts = ["$", "a.b", "\u{0}", "ключ 🙂", "\n\t\"", String(repeating: "x", count: 900)]
        let documents = texts.map { text in
            BSON { writer in
                writer.append("_id", text)
                writer.append("value", text)
                writer.append("double", 0.1 + 0.2)
            }
        }
        _ = try await store.perform(InsertMany("things", documents: documents))
        for (text, document) in zip(texts, documents) {
            let found: BSON? = try await store.perform(
                FindOne("things", filter: BSON { $0.append("_id", text) }))
            #expect(found == document)
        }
    }

    @Test func `a replacement stands where its filter finds something`() async throws {
        let store = try LentStore.current.store
        _ = try await store.perform(InsertMany("things", documents: [numbered(1, "old")]))
        let none = try await store.perform(
            ReplaceOne("things", filter: id(2), replacement: numbered(2, "new")))
        #expect((none.matched, none.modified, none.upserted) == (0, 0, 0))
        let one = try await store.perform(
            ReplaceOne("things", filter: id(1), replacement: numbered(1, "new")))
        #expect((one.matched, one.modified, one.upserted) == (1, 1, 0))
        let new = try await store.perform(
            ReplaceOne("things", filter: id(2), replacement: numbered(2, "new"), upsert: true))
        #expect((new.matched, new.modified, new.upserted) == (0, 0, 1))
        #expect(try await all(store) == [numbered(1, "new"), numbered(2, "new")])
    }

    @Test func `many replacements travel together`() async throws {
        let store = try LentStore.current.store
        _ = try await store.perform(
            InsertMany("things", documents: (0..<500).map { numbered($0, "old") }))
        let pairs = (0..<1000).map { (filter: id($0), replacement: numbered($0, "new")) }
        let report = try await store.perform(BulkReplace("things", pairs, upsert: true))
        #expect((report.matched, report.modified, report.upserted) == (500, 500, 500))
        #expect(try await all(store) == (0..<1000).map { numbered($0, "new") })
    }

    @Test func `updates change what they find, one by one or all`() async throws {
        let store = try LentStore.current.store
        _ = try await store.perform(
            InsertMany("things", documents: (0..<4).map { numbered($0, "a") }))
        let each = try await store.perform(
            BulkUpdate("things", [(id(0), set("b")), (id(1), set("a")), (id(9), set("b"))]))
        #expect((each.matched, each.modified, each.upserted) == (2, 1, 0))
        let filter = BSON { $0.append("value", "a") }
        let many = try await store.perform(UpdateMany("things", filter: filter, update: set("c")))
        #expect((many.matched, many.modified) == (3, 3))
        #expect(try await all(store) == zip(0..., ["b", "c", "c", "c"]).map { numbered($0, $1) })
    }

    @Test func `what is deleted is gone and counted`() async throws {
        let store = try LentStore.current.store
        _ = try await store.perform(
            InsertMany("things", documents: (0..<5).map { numbered($0, $0 < 2 ? "a" : "b") }))
        let filter = BSON { $0.append("value", "b") }
        #expect(try await store.perform(DeleteMany("things", filter: filter)) == 3)
        #expect(try await store.perform(DeleteMany("things", filter: filter)) == 0)
        #expect(try await all(store).count == 2)
    }
}
