import Harness
import Interest
import Mongo
import Testing

@testable import Repositories

/// Conformance of the repositories for vectors and for what was spent.
@Suite(.store) struct MeaningRepositoryTests {
    private func mongo() async throws -> MongoRepositories {
        let made = MongoRepositories(store: try LentStore.current.store)
        try await made.prepare()
        return made
    }

    private func embeddings(_ backing: Backing) async throws -> any EmbeddingRepository {
        backing == .memory ? MemoryEmbeddingRepository() : try await mongo().embeddings
    }

    private func spending(_ backing: Backing) async throws -> any SpendingRepository {
        backing == .memory ? MemorySpendingRepository() : try await mongo().spending
    }

    private let space = EmbeddingSpace(model: "m", dimensions: 3, prefix: "p: ")

    @Test(arguments: Backing.allCases)
    func `a vector comes back in half precision, by its text`(backing: Backing) async throws {
        let store = try await embeddings(backing)
        try await store.put([("one", [0.5, -0.25, 0.1]), ("two", [1, 2, 3])], in: space)
        let found = try await store.vectors(of: ["one", "two", "three"], in: space)
        #expect(found == ["one": [0.5, -0.25, Float(Float16(0.1))], "two": [1, 2, 3]])
        #expect(try await store.count() == 2)
    }

    @Test(arguments: Backing.allCases)
    func `another model, prefix or length is another space`(backing: Backing) async throws {
        let store = try await embeddings(backing)
        try await store.put([("one", [1])], in: space)
        for other in [
            EmbeddingSpace(model: "n", dimensions: 3, prefix: "p: "),
            EmbeddingSpace(model: "m", dimensions: 4, prefix: "p: "),
            EmbeddingSpace(model: "m", dimensions: 3, prefix: ""),
        ] {
            #expect(try await store.vectors(of: ["one"], in: other).isEmpty)
        }
    }

    @Test(arguments: Backing.allCases)
    func `a text that is there already stays as it is`(backing: Backing) async throws {
        let store = try await embeddings(backing)
        try await store.put([("one", [1])], in: space)
        try await store.put([("one", [2]), ("two", [3])], in: space)
        #expect(
            try await store.vectors(of: ["one", "two"], in: space) == ["one": [1], "two": [3]])
    }

    @Test(arguments: Backing.allCases)
    func `the space that is read changes, and others can be dropped`(backing: Backing) async throws
    {
        let store = try await embeddings(backing)
        let other = EmbeddingSpace(model: "n")
        #expect(try await store.space() == nil)
        try await store.use(space)
        try await store.use(other)
        #expect(try await store.space() == other)
        try await store.put([("one", [1]), ("two", [1])], in: space)
        try await store.put([("one", [1])], in: other)
        #expect(try await store.drop(allBut: other) == 2)
        #expect(try await store.count() == 1)
    }

    @Test(arguments: Backing.allCases)
    func `a budget is never exceeded, however many spend the last of it`(backing: Backing)
        async throws
    {
        let spending = try await spending(backing)
        let day = SpendingDay(Timestamp(seconds: 1_715_299_200))
        let granted = await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<20 {
                group.addTask { (try? await spending.reserve(30, of: 100, on: day)) ?? false }
            }
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(granted == 3)
        #expect(try await spending.spent(on: day) == 90)
        try await spending.settle(-25, on: day)
        #expect(try await spending.spent(on: day) == 65)
        #expect(try await spending.reserve(35, of: 100, on: day))
        #expect(try await !spending.reserve(1, of: 100, on: day))
    }

    @Test(arguments: Backing.allCases)
    func `a budget of zero grants nothing, and a day has its own`(backing: Backing) async throws {
        let spending = try await spending(backing)
        let day = SpendingDay(Timestamp(seconds: 1_715_299_199))
        let next = SpendingDay(Timestamp(seconds: 1_715_299_200))
        #expect(day.description == "2024-05-09")
        #expect(next.description == "2024-05-10")
        #expect(try await !spending.reserve(1, of: 0, on: day))
        #expect(try await spending.reserve(5, of: 5, on: day))
        #expect(try await spending.reserve(5, of: 5, on: next))
    }
}
