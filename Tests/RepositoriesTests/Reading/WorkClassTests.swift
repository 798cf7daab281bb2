import Harness
import Interest
import Mongo
import Testing
import Work

@testable import Repositories

/// Classes of work: what is slow in one class keeps nobody of another class waiting.
@Suite(.store)
struct WorkClassTests {
    /// More background work than there are lanes for it is held, as slow pages, downloads and past
    /// reads would be; every kind of interactive work is answered meanwhile.
    @Test func `background work, however slow, delays no read and no write`() async throws {
        let store = try Store(LentStore.current.configuration)
        let repositories = MongoRepositories(store: store, reads: .patient)
        try await repositories.prepare()
        let holds = (0..<4).map { _ in Hold() }
        let held = holds.map { hold in
            Task { try await store.ask(hold, as: .background) }
        }
        // Whichever came first are held.
        let others = holds.count - store.laneCount(of: .background)
        try await until { store.waiting == others }

        _ = try await repositories.behaviors.append([click("ann", "a", at: 1)])
        let read = try await repositories.weights.weights(of: UserID("ann"))
        #expect(read.weights.frame.activity == 1)
        _ = try await repositories.weights.weights(of: UserID("ann"))
        let log = try await repositories.behaviors.newest(9, of: UserID("ann"), until: .latest)
        #expect(log.count == 1)
        _ = try await store.ask(ListCollections(), as: .maintenance)
        // These would wait behind the four: nothing of them has begun.
        let past = Task {
            try await repositories.weights.weights(of: UserID("ann"), asOf: Timestamp(seconds: 5))
        }
        let page = Task { try await repositories.behaviors.users(after: nil, limit: 9) }
        try await until { store.waiting == others + 2 }

        for hold in holds { hold.release() }
        for task in held { try await task.value }
        #expect(try await past.value.weights.frame.activity == 1)
        #expect(try await page.value == [UserID("ann")])
        await store.close()
    }

    /// What a task does has the class of the task, and what it starts has it, too.
    @Test func `a job's own questions are background work`() async throws {
        let store = try Store(LentStore.current.configuration)
        let holds = (0..<store.laneCount(of: .background)).map { _ in Hold() }
        let held = holds.map { hold in Task { try await store.ask(hold, as: .background) } }
        for hold in holds { await hold.waitUntilHeld() }
        let job = WorkClass.$current.withValue(.background) {
            Task { try await store.ask(ListCollections()) }
        }
        try await until { store.waiting == 1 }
        for hold in holds { hold.release() }
        for task in held { try await task.value }
        _ = try await job.value
        await store.close()
    }
}
