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
        let worker = ReadWorker(number: 0, store: store, limits: limits)
        let settings = try await repositories.settings.folding()

        let (first, second) = (Hold(), Hold())
        async let held: Void = store.perform(first)
        await first.waitUntilHeld()
        func read(_ user: UserID, _ ticket: UInt64) -> Task<Int64, any Error> {
            Task {
                try await worker.weights(of: user, by: settings, ticket: ticket).frame.activity
            }
        }
        let heavy = read("heavy", 1)
        let others = [read("yan", 2), read("zoe", 3)]
        try await until { worker.waiting == 3 && store.waiting == 1 }
        // The lane is the worker's for one turn, then the test's again.
        async let heldAgain: Void = store.perform(second)
        try await until { store.waiting == 2 }
        first.release()
        await second.waitUntilHeld()
        #expect(try await others[0].value == 0)
        #expect(try await others[1].value == 1)
        #expect(worker.waiting == 1)
        second.release()
        #expect(try await heavy.value == 60)
        try await held
        try await heldAgain
        await store.close()
    }
}
