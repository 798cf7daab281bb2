import Harness
import Interest
import Mongo
import Testing

@testable import Repositories

/// Somebody with more pending than one transaction takes in, among others.
@Suite(.store)
struct FairnessTests {
    @Test func `a heavy user's steps let the others have their turn`() async throws {
        var configuration = try LentStore.current.configuration
        configuration.lanes = 1
        let store = try Store(configuration)
        let repositories = MongoRepositories(store: store, reads: .patient)
        try await repositories.prepare()
        _ = try await repositories.behaviors.append(
            (0..<60).map { click("heavy", "item\($0)", at: $0) } + [click("zoe", "a", at: 1)])
        var limits = ReadLimits.patient
        limits.fold.behaviorsMax = 5
        limits.turnsMax = 1
        limits.folders = 1
        let workers = ReadWorkers(store: store, limits: limits)
        let settings = try await repositories.settings.folding()
        func read(_ user: UserID) -> Task<Int64, any Error> {
            Task { try await workers.weights(of: user, by: settings).weights.frame.activity }
        }

        // The lane is the asker's for one turn and the folder's for one, then the test's again.
        let holds = [Hold(), Hold(), Hold()]
        async let first: Void = store.perform(holds[0])
        await holds[0].waitUntilHeld()
        let heavy = read("heavy")
        let others = [read("yan"), read("zoe")]
        try await until { workers.waiting == 3 && store.waiting == 1 }
        async let second: Void = store.perform(holds[1])
        try await until { store.waiting == 2 }
        holds[0].release()
        await holds[1].waitUntilHeld()
        // Both of them, the asker to see whether anybody has come.
        try await until { store.waiting == 2 }
        async let third: Void = store.perform(holds[2])
        try await until { store.waiting == 3 }
        holds[1].release()
        await holds[2].waitUntilHeld()
        #expect(try await others[0].value == 0)
        #expect(try await others[1].value == 1)
        #expect(workers.waiting == 1)
        holds[2].release()
        #expect(try await heavy.value == 60)
        try await first
        try await second
        try await third
        await store.close()
    }
}
