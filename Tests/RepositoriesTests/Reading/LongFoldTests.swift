import Harness
import Interest
import Mongo
import Testing

@testable import Repositories

/// A user of whom more is pending than a read folds while somebody waits.
@Suite(.store)
struct LongFoldTests {
    @Test func `a first read ends after its steps, the fold goes on, and a later read has all`()
        async throws
    {
        let store = try LentStore.current.store
        let repositories = MongoRepositories(store: store)
        try await repositories.prepare()
        _ = try await repositories.behaviors.append(
            (0..<60).map { click("heavy", "item\($0)", at: $0) })
        var limits = ReadLimits.patient
        limits.fold.behaviorsMax = 5
        limits.stepsMax = 2
        let workers = ReadWorkers(store: store, limits: limits)
        let settings = try await repositories.settings.folding()
        let user = UserID("heavy")

        let first = await #expect(throws: RepositoryError.self) {
            try await workers.weights(of: user, by: settings)
        }
        #expect(first?.code == .unfinished)
        // Nobody asks, and all is folded nevertheless.
        try await until { try await repositories.behaviors.count().pending == 0 }
        let all = try await workers.weights(of: user, by: settings)
        #expect(all.weights.frame.activity == 60)
        #expect(workers.waiting == 0)
    }
}
