import Harness
import Testing

@testable import Mongo

@Suite(.store) struct AdministrationTests {
    private let byUser = IndexSpecification(
        name: "by_user", keys: BSON { $0.append("user", Int32(1)) }, unique: true,
        partialFilter: BSON { $0.append("pending", true) })
    private let byTime = IndexSpecification(
        name: "by_time", keys: BSON { $0.append("time", Int32(1)) }, expireAfterSeconds: 3600)

    @Test func `indexes are made once and listed with their options`() async throws {
        let store = try LentStore.current.store
        for _ in 0..<2 { try await store.perform(CreateIndexes("log", [byUser, byTime])) }
        let listed = try await store.perform(ListIndexes("log"))
        #expect(
            try listed.map { try $0.read { (r) throws(StoreError) in try r.string("name") } }
                == ["_id_", "by_user", "by_time"])
        try listed[1].read { (reader) throws(StoreError) in
            #expect(try reader.bool("unique"))
            #expect(try reader.decode("partialFilterExpression") == byUser.partialFilter)
        }
        #expect(
            try listed[2].read { (r) throws(StoreError) in
                try r.int64("expireAfterSeconds")
            } == 3600)
    }

    @Test func `an index of the same name with other keys is refused`() async throws {
        let store = try LentStore.current.store
        try await store.perform(CreateIndexes("log", [byTime]))
        let other = IndexSpecification(name: "by_time", keys: BSON { $0.append("x", Int32(1)) })
        let error = await #expect(throws: StoreError.self) {
            try await store.perform(CreateIndexes("log", [other]))
        }
        #expect(error?.server?.name == "IndexKeySpecsConflict")
    }

    @Test func `a collection that is not there has no indexes`() async throws {
        let store = try LentStore.current.store
        #expect(try await store.perform(ListIndexes("nowhere")).isEmpty)
    }

    @Test func `collections are listed, and gone with the database`() async throws {
        let store = try LentStore.current.store
        #expect(try await store.perform(ListCollections()).isEmpty)
        for name in ["b", "a.c", "a"] {
            _ = try await store.perform(InsertMany(name, documents: [.empty]))
        }
        #expect(try await store.perform(ListCollections()) == ["a", "a.c", "b"])
        try await store.perform(DropDatabase())
        #expect(try await store.perform(ListCollections()).isEmpty)
        try await store.perform(DropDatabase())
    }

    @Test func `the server says who it is`() async throws {
        let store = try LentStore.current.store
        try await store.perform(Ping())
        let identity = try await store.perform(Hello())
        #expect(identity.setName != nil)
        #expect(identity.isWritablePrimary)
        #expect(identity.version.split(separator: ".").count == 3)
    }

    @Test func `a command that does not exist is refused`() async throws {
        let store = try LentStore.current.store
        let error = await #expect(throws: StoreError.self) {
            try await store.perform(RunCommand(BSON { $0.append("levitate", Int32(1)) }))
        }
        #expect(error?.server?.name == "CommandNotFound")
        #expect(error?.description.contains("levitate") == true)
    }

    @Test func `more collections than a program has are refused`() async throws {
        var configuration = try LentStore.current.configuration
        configuration.lanes = 1
        let store = try Store(configuration)
        for number in 0..<Client.collectionsMax {
            #expect(try await store.perform(EstimatedCount("c\(number)")) == 0)
        }
        let error = await #expect(throws: StoreError.self) {
            try await store.perform(EstimatedCount("one more"))
        }
        #expect(error?.code == .malformed)
        #expect(try await store.perform(EstimatedCount("c0")) == 0)
        await store.close()
    }
}
