import Harness
import Testing

@testable import Mongo

@Suite(.store) struct FindTests {
    /// A document decoded in place.
    struct Entry: BSONDecodable, Equatable {
        let id: Int64
        let group: String

        init(_ id: Int64, _ group: String) {
            self.id = id
            self.group = group
        }

        init(reading reader: borrowing BSONReader) throws(StoreError) {
            id = try reader.int64("_id")
            group = try reader.string("group")
        }

        var bson: BSON {
            BSON { writer in
                writer.append("_id", id)
                writer.append("group", group)
            }
        }
    }

    private func filled(_ count: Int) async throws -> Store {
        let store = try LentStore.current.store
        let documents = (0..<count).map { Entry(Int64($0), $0.isMultiple(of: 2) ? "even" : "odd") }
        let report = try await store.perform(
            InsertMany("entries", documents: documents.map(\.bson)))
        #expect(report == InsertReport(inserted: count, duplicates: []))
        return store
    }

    private func by(_ key: String, _ order: Int32) -> BSON { BSON { $0.append(key, order) } }

    @Test func `what was inserted is found, through many batches`() async throws {
        let store = try await filled(1000)
        let options = FindOptions(sort: by("_id", 1), batchSize: 7)
        let found: [Entry] = try await store.perform(
            Find("entries", filter: .empty, options: options))
        #expect(found == (0..<1000).map { Entry($0, $0.isMultiple(of: 2) ? "even" : "odd") })
    }

    @Test func `sort, skip, limit and projection are those of the server`() async throws {
        let store = try await filled(10)
        let found: [BSON] = try await store.perform(
            Find(
                "entries", filter: BSON { $0.append("group", "odd") },
                options: FindOptions(
                    sort: by("_id", -1), projection: by("_id", 1), limit: 2, skip: 1)))
        #expect(found == [7, 5].map { id in BSON { $0.append("_id", Int64(id)) } })
    }

    @Test func `an index bound begins at its own place`() async throws {
        let store = try await filled(10)
        let found: [Entry] = try await store.perform(
            Find(
                "entries", filter: .empty,
                options: FindOptions(hint: by("_id", 1), min: BSON { $0.append("_id", Int64(7)) })))
        #expect(found.map(\.id) == [7, 8, 9])
    }

    @Test func `one or none is found`() async throws {
        let store = try await filled(3)
        let two: Entry? = try await store.perform(
            FindOne("entries", filter: BSON { $0.append("_id", Int64(2)) }))
        #expect(two == Entry(2, "even"))
        let none: Entry? = try await store.perform(
            FindOne("entries", filter: BSON { $0.append("_id", Int64(9)) }))
        #expect(none == nil)
        let nowhere: [BSON] = try await store.perform(Find("nowhere", filter: .empty))
        #expect(nowhere.isEmpty)
    }

    @Test func `a document of another shape is named, and the lane goes on`() async throws {
        let store = try LentStore.current.store
        let strange = BSON { $0.append("_id", "text") }
        _ = try await store.perform(InsertMany("entries", documents: [strange]))
        for _ in 0..<8 {
            let error = await #expect(throws: StoreError.self) {
                let _: [Entry] = try await store.perform(Find("entries", filter: .empty))
            }
            #expect(error?.code == .malformed)
            #expect(
                error?.message
                    == "the document \"text\" of entries is malformed: "
                    + "the field _id should be a whole number, not string")
        }
    }

    @Test func `a filter that the server does not know is refused with its code`() async throws {
        let store = try LentStore.current.store
        let filter = BSON { writer in writer.document("a") { $0.append("$nonsense", Int32(1)) } }
        let error = await #expect(throws: StoreError.self) {
            let _: [BSON] = try await store.perform(Find("entries", filter: filter))
        }
        #expect(error?.code == .server)
        #expect(error?.server?.code == 2)
        #expect(error?.server?.name == "BadValue")
    }

    @Test func `a find that takes too long is ended by the server`() async throws {
        let store = try await filled(2)
        let filter = BSON { $0.append("$where", "sleep(5000) || true") }
        let error = await #expect(throws: StoreError.self) {
            let _: [BSON] = try await store.perform(
                Find("entries", filter: filter, options: FindOptions(timeout: .milliseconds(50))))
        }
        #expect(error?.code == .timedOut)
    }

    @Test(arguments: ["", "a\u{0}b"])
    func `a collection's name that C would cut is refused`(name: String) async throws {
        let store = try LentStore.current.store
        let error = await #expect(throws: StoreError.self) {
            let _: [BSON] = try await store.perform(Find(name, filter: .empty))
        }
        #expect(error?.code == .malformed)
    }

    @Test func `the plan names the index, and its absence`() async throws {
        let store = try await filled(10)
        let filter = BSON { $0.append("group", "odd") }
        let scan = try await store.perform(Explain("entries", filter: filter))
        #expect(scan.indexes.isEmpty)
        #expect(scan.stages == ["COLLSCAN"])
        try await store.perform(
            CreateIndexes("entries", [IndexSpecification(name: "by_group", keys: by("group", 1))]))
        let walk = try await store.perform(Explain("entries", filter: filter))
        #expect(walk.indexes == ["by_group"])
        #expect(walk.stages == ["FETCH", "IXSCAN"])
    }

    @Test func `counts are exact, or estimated`() async throws {
        let store = try await filled(9)
        let odd = BSON { $0.append("group", "odd") }
        #expect(try await store.perform(Count("entries", filter: odd)) == 4)
        #expect(try await store.perform(Count("entries", filter: .empty)) == 9)
        #expect(try await store.perform(EstimatedCount("entries")) == 9)
        #expect(try await store.perform(EstimatedCount("nowhere")) == 0)
        #expect(try await store.perform(Count("nowhere", filter: .empty)) == 0)
    }

    @Test func `a pipeline gives what comes of it`() async throws {
        let store = try await filled(9)
        let pipeline = try [
            BSON(json: #"{"$group": {"_id": {"$numberInt": "1"}, "group": {"$max": "$group"}}}"#)
        ]
        let found: [Entry] = try await store.perform(Aggregate("entries", pipeline: pipeline))
        #expect(found == [Entry(1, "odd")])
    }
}
