import Harness
import Interest
import Mongo
import Testing

@testable import Repositories

/// Tests of the format number of a store.
@Suite(.store)
struct FormatTests {
    private static let trail = "trail"

    /// Formats up to 3, with steps that leave a mark and are idempotent.
    private static func trailing() -> StoreFormat {
        StoreFormat(steps: (2...3).map { step(to: $0) })
    }

    private static func step(to format: Int) -> StoreFormat.Step {
        { (store) async throws(RepositoryError) in
            let document = BSON { $0.append("_id", Int64(format)) }
            _ = try await store.ask(InsertMany(trail, documents: [document]))
        }
    }

    /// A step that starts and fails.
    private static func failing() -> StoreFormat.Step {
        { (store) async throws(RepositoryError) in
            try await store.ask(DropCollection(trail))
            throw RepositoryError(.unavailable, "the server is gone")
        }
    }

    private func trail(in store: Store) async throws -> Int {
        try await store.perform(Find<BSON>(Self.trail, filter: .empty)).count
    }

    @Test func `a store without a number has the first format, and a prepared one says so`()
        async throws
    {
        let store = try LentStore.current.store
        #expect(try await StoreFormat.current.require(in: store) == nil)
        try await MongoRepositories(store: store).prepare()
        #expect(
            try await StoreFormat.current.require(in: store) == StoreFormat.current.newest)
    }

    @Test func `the steps lead from one format to the next, each once`() async throws {
        let store = try LentStore.current.store
        try await StoreFormat(steps: [Self.step(to: 2)]).open(store)
        #expect(try await trail(in: store) == 1)
        try await store.perform(DropCollection(Self.trail))
        try await Self.trailing().open(store)
        #expect(try await trail(in: store) == 1)
        #expect(try await Self.trailing().require(in: store) == 3)
        try await store.perform(DropCollection(Self.trail))
        try await Self.trailing().open(store)
        #expect(try await trail(in: store) == 0)
    }

    @Test func `many processes open an empty store at once, and one number stands`() async throws {
        let store = try LentStore.current.store
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<32 {
                let format = number.isMultiple(of: 2) ? Self.trailing() : StoreFormat(steps: [])
                group.addTask {
                    do {
                        try await format.open(store)
                    } catch let error as RepositoryError where format.newest == 1 {
                        // The newer ones may have been first.
                        #expect(error.description.contains("has format"))
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(try await Self.trailing().require(in: store) == 3)
        #expect(try await trail(in: store) == 2)
        #expect(try await store.perform(Find<BSON>(Schema.settings, filter: .empty)).count == 1)
    }

    @Test func `a step that was broken off runs again`() async throws {
        let store = try LentStore.current.store
        let broken = StoreFormat(steps: [Self.step(to: 2), Self.failing()])
        await #expect(throws: RepositoryError.self) { try await broken.open(store) }
        #expect(try await broken.require(in: store) == 2)
        try await Self.trailing().open(store)
        #expect(try await Self.trailing().require(in: store) == 3)
    }

    @Test func `a store of a newer format is refused, and left as it is`() async throws {
        let lent = try LentStore.current
        try await Self.trailing().open(lent.store)
        let repositories = MongoRepositories(store: lent.store)
        let error = await #expect(throws: RepositoryError.self) {
            try await repositories.prepare()
        }
        #expect(
            error?.description
                == "the store \"\(lent.configuration.database)\" has format 3, and this ebb "
                + "\(Release.version) reads up to format \(StoreFormat.current.newest): use a "
                + "newer ebb")
        let collections = try await lent.store.perform(ListCollections()).sorted()
        #expect(collections == [Schema.settings, Self.trail].sorted())
    }

    @Test func `the number alone does not make a store occupied`() async throws {
        let repositories = MongoRepositories(store: try LentStore.current.store)
        try await repositories.prepare()
        #expect(try await repositories.occupied().isEmpty)
        _ = try await repositories.settings.settings()
        #expect(try await repositories.occupied() == [Schema.settings])
    }
}
