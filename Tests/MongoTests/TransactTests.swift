import Harness
import Testing

@testable import Mongo

@Suite(.store) struct TransactTests {
    @Test func `what a transaction did stands whole, and it saw its own writes`() async throws {
        let store = try LentStore.current.store
        try await prepare(store)
        #expect(try await store.perform(Transact(Increment(by: 3))) == 3)
        #expect(try await store.perform(Increment.Value()) == 3)
    }

    @Test(arguments: ["secondaryPreferred", "secondary", "nearest"])
    func `a transaction reads from the primary whatever the URI says`(preference: String)
        async throws
    {
        let lent = try LentStore.current
        try await prepare(lent.store)
        var configuration = lent.configuration
        let mark =
            configuration.uri.contains("?") ? "&" : configuration.uri.hasSuffix("/") ? "?" : "/?"
        configuration.uri += "\(mark)readPreference=\(preference)"
        let store = try Store(configuration)
        #expect(try await store.perform(Transact(Everything())) == 1)
        #expect(try await store.perform(Transact(Increment(by: 3))) == 3)
        await store.close()
    }

    @Test func `what fails in a transaction never happened`() async throws {
        let store = try LentStore.current.store
        try await prepare(store)
        let error = await #expect(throws: StoreError.self) {
            try await store.perform(Transact(Both(Increment(by: 3), Failing())))
        }
        #expect(error?.code == .malformed)
        #expect(try await store.perform(Increment.Value()) == 0)
        #expect(try await store.perform(Transact(Increment(by: 1))) == 1)
    }

    @Test func `a duplicate in a transaction throws, and nothing stays`() async throws {
        let store = try LentStore.current.store
        try await prepare(store)
        let insert = InsertMany("counters", documents: [Increment.document(0)])
        let error = await #expect(throws: StoreError.self) {
            try await store.perform(Transact(Both(Increment(by: 3), insert)))
        }
        #expect(error?.code == .duplicateKey)
        #expect(try await store.perform(Increment.Value()) == 0)
    }

    @Test func `a transaction in a transaction joins it`() async throws {
        let store = try LentStore.current.store
        try await prepare(store)
        await #expect(throws: StoreError.self) {
            try await store.perform(Transact(Both(Transact(Increment(by: 1)), Failing())))
        }
        #expect(try await store.perform(Increment.Value()) == 0)
    }

    @Test func `every operation may be part of a transaction`() async throws {
        let store = try LentStore.current.store
        try await prepare(store)
        #expect(try await store.perform(Transact(Everything())) == 1)
        let file = UploadFile(bucket: "files", name: "f", bytes: [1])
        let error = await #expect(throws: StoreError.self) {
            try await store.perform(Transact(file))
        }
        #expect(error?.code == .malformed)
    }

    @Test func `transactions that collide count each exactly once`() async throws {
        let lent = try LentStore.current
        try await prepare(lent.store)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<60 {
                group.addTask { _ = try await lent.store.perform(Transact(Increment(by: 1))) }
            }
            try await group.waitForAll()
        }
        #expect(try await lent.store.perform(Increment.Value()) == 60)
    }

    @Test(arguments: [(1, Int.max), (100, 2)])
    func `a conflict surfaces when no attempt is left, or it is put up with no longer`(
        attemptsMax: Int, conflictsMax: Int
    ) async throws {
        let lent = try LentStore.current
        try await prepare(lent.store)
        var configuration = lent.configuration
        configuration.lanes = 1
        configuration.transactionAttemptsMax = attemptsMax
        let impatient = try Store(configuration)
        let gate = Gate()
        let holder = Task {
            try await lent.store.perform(Transact(Both(Increment(by: 1), Blocked(by: gate))))
        }
        try await until { gate.entered > 0 }
        let error = await #expect(throws: StoreError.self) {
            try await impatient.perform(
                Transact(Increment(by: 10), conflictsMax: conflictsMax))
        }
        #expect(error?.code == .writeConflict)
        #expect(error?.isTransientTransactionError == true)
        gate.open()
        try await holder.value
        #expect(try await lent.store.perform(Increment.Value()) == 1)
        #expect(try await impatient.perform(Transact(Increment(by: 10))) == 11)
        await impatient.close()
    }

    @Test func `a transaction sees one moment`() async throws {
        let store = try LentStore.current.store
        try await prepare(store)
        let gate = Gate()
        let reader = Task { try await store.perform(Transact(ReadTwice(around: gate))) }
        try await until { gate.entered > 0 }
        _ = try await store.perform(Increment(by: 5))
        gate.open()
        #expect(try await reader.value == [0, 0])
        #expect(try await store.perform(Increment.Value()) == 5)
    }

    private func prepare(_ store: Store) async throws {
        _ = try await store.perform(
            InsertMany("counters", documents: [Increment.document(0)]))
        try await store.perform(CreateIndexes("others", [Everything.index]))
    }
}

/// Reads a counter and writes it back, so that two concurrent runs would lose an update.
struct Increment: Operation {
    let step: Int64
    init(by step: Int64) { self.step = step }

    static func document(_ value: Int64) -> BSON {
        BSON { writer in
            writer.append("_id", "counter")
            writer.append("n", value)
        }
    }

    func execute(on client: inout Client) throws(StoreError) -> Int64 {
        let value = try Value().execute(on: &client) + step
        let filter = BSON { $0.append("_id", "counter") }
        _ = try ReplaceOne("counters", filter: filter, replacement: Self.document(value))
            .execute(on: &client)
        return try Value().execute(on: &client)
    }

    struct Value: Operation {
        func execute(on client: inout Client) throws(StoreError) -> Int64 {
            let found: BSON? = try FindOne("counters", filter: .empty).execute(on: &client)
            return try found?.read { (reader) throws(StoreError) in try reader.int64("n") } ?? -1
        }
    }
}

struct Both<First: Operation, Second: Operation>: Operation {
    let first: First
    let second: Second
    init(_ first: First, _ second: Second) {
        self.first = first
        self.second = second
    }
    func execute(on client: inout Client) throws(StoreError) {
        _ = try first.execute(on: &client)
        _ = try second.execute(on: &client)
    }
}

struct ReadTwice: Operation {
    let gate: Gate
    init(around gate: Gate) { self.gate = gate }
    func execute(on client: inout Client) throws(StoreError) -> [Int64] {
        let before = try Increment.Value().execute(on: &client)
        gate.pass()
        return [before, try Increment.Value().execute(on: &client)]
    }
}

/// One of each operation that is allowed in a transaction.
struct Everything: Operation {
    static let index = IndexSpecification(name: "by_n", keys: BSON { $0.append("n", Int32(1)) })

    func execute(on client: inout Client) throws(StoreError) -> Int {
        let one = BSON { $0.append("n", Int64(1)) }
        let two = BSON { $0.append("n", Int64(2)) }
        let increment = BSON { writer in writer.document("$inc") { $0.append("n", Int64(1)) } }
        _ = try InsertMany("others", documents: [one, one, one]).execute(on: &client)
        _ = try UpdateMany("others", filter: one, update: increment).execute(on: &client)
        _ = try BulkUpdate("others", [(two, increment)]).execute(on: &client)
        _ = try BulkReplace("others", [(two, one)]).execute(on: &client)
        _ = try DeleteMany("others", filter: two).execute(on: &client)
        let group = BSON { writer in writer.document("$match") { $0.append("n", Int64(1)) } }
        let found: [BSON] = try Aggregate("others", pipeline: [group]).execute(on: &client)
        let counted = try Count("others", filter: one).execute(on: &client)
        let command = BSON { $0.append("find", "others") }
        _ = try RunCommand(command).execute(on: &client)
        guard found.count == counted else { throw .illFormed("two ways of counting differ") }
        return counted
    }
}
