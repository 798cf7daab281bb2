import Harness
import Mongo

/// A database beside the test's own, and what takes `ebb` there.
struct SecondDatabase {
    let store: Store
    let place: [String]

    init() throws {
        var configuration = try LentStore.current.configuration
        configuration.database += "_copy"
        store = try Store(configuration)
        place = [
            "--database", configuration.uri, "--database-name", configuration.database,
        ]
    }

    func run(_ arguments: String...) async throws -> EbbProcess.Answer {
        try await EbbProcess.run(arguments + place, onStore: false)
    }

    func drop() async throws {
        try await store.perform(DropDatabase())
        await store.close()
    }
}
