import Dispatch
import Harness
import Interest
import Mongo
import Testing

@testable import Repositories

/// Reads of a user whom somebody else's open transaction holds: a process that was killed in a fold
/// leaves one, until the server gives it up.
@Suite(.store)
struct LockedUserTests {
    /// Changes what a user did, and keeps the transaction open until it is released.
    private final class Lock: Operation {
        private let user: UserID
        private let held = AsyncStream<Void>.makeStream()
        private let released = DispatchSemaphore(value: 0)

        init(_ user: UserID) { self.user = user }

        func execute(on client: inout Client) throws(StoreError) {
            let filter = BSON { $0.append("user", user.text) }
            let change = BSON { update in update.document("$set") { $0.append("fold", Int64(9)) } }
            _ = try UpdateMany(Schema.behaviors, filter: filter, update: change)
                .execute(on: &client)
            held.continuation.yield()
            released.wait()
            throw StoreError(.cancelled, "the test has seen enough")
        }

        func waitUntilHeld() async {
            for await _ in held.stream.prefix(1) {}
        }

        func release() { released.signal() }
    }

    private func clicks(_ user: String, _ count: Int) -> [Behavior] {
        (0..<count).map { click(user, "item\($0 % 7)", at: 1000 * $0) }
    }

    /// Runs `body` while another store's transaction holds `user`.
    private func locking(_ user: UserID, _ body: () async throws -> Void) async throws {
        let other = try Store(LentStore.current.configuration)
        let lock = Lock(user)
        let held = Task { try await other.perform(Transact(lock)) }
        await lock.waitUntilHeld()
        let result: Result<Void, any Error>
        do {
            result = .success(try await body())
        } catch {
            result = .failure(error)
        }
        lock.release()
        await #expect(throws: StoreError.self) { try await held.value }
        await other.close()
        try result.get()
    }

    @Test(arguments: [10_000, 4])
    func `who is held is answered, who travels along is saved, and a later read saves the rest`(
        behaviorsMax: Int
    ) async throws {
        var configuration = try LentStore.current.configuration
        configuration.lanes = 1
        let store = try Store(configuration)
        let repositories = MongoRepositories(store: store, reads: .patient)
        try await repositories.prepare()
        let users = ["ann", "bob", "cem", "dan", "eve"]
        for user in users {
            _ = try await repositories.behaviors.append(clicks(user, user == "ann" ? 9 : 3))
        }
        var limits = ReadLimits.patient
        limits.fold.behaviorsMax = behaviorsMax
        limits.folders = 1
        let workers = ReadWorkers(store: store, limits: limits)
        let settings = try await repositories.settings.folding()
        func read(_ user: String) -> Task<Weights, any Error> {
            Task { try await workers.weights(of: UserID(unchecked: user), by: settings).weights }
        }
        var ann = Weights()
        ann.fold(clicks("ann", 9), by: .standard)
        try await locking("ann") {
            // The lane is held until all of them wait for it, so that they travel together.
            let hold = Hold()
            let holding = Task { try await store.perform(hold) }
            await hold.waitUntilHeld()
            let reads = users.map { read($0) }
            try await until { workers.waiting == users.count }
            hold.release()
            try await holding.value
            #expect(try await reads[0].value == ann)
            for other in reads.dropFirst() {
                #expect(try await other.value.frame.activity == 3)
            }
            #expect(try await repositories.behaviors.count().pending == 9)
            #expect(try await read("ann").value == ann)
        }
        #expect(try await read("ann").value == ann)
        #expect(try await repositories.behaviors.count().pending == 0)
        await store.close()
    }

    @Test func `a reader that saves nothing sees a whole log, however it is folded meanwhile`()
        async throws
    {
        let store = try LentStore.current.store
        let repositories = MongoRepositories(store: store, reads: .patient)
        try await repositories.prepare()
        var limits = ReadLimits.patient
        limits.saveBack = .never
        limits.fold.behaviorsMax = 5
        let never = MongoWeightRepository(
            store: store, settings: repositories.settings, limits: limits)
        let log = clicks("ann", 300)
        async let writing: Void = {
            for start in stride(from: 0, to: log.count, by: 20) {
                _ = try await repositories.behaviors.append(Array(log[start..<start + 20]))
                if start % 60 == 0 { _ = try await repositories.weights.weights(of: "ann") }
            }
        }()
        var seen: Int64 = 0
        for _ in 0..<20 {
            do throws(RepositoryError) {
                let read = try await never.weights(of: "ann").weights
                let activity = read.frame.activity
                #expect(activity >= seen)
                seen = activity
                var expected = Weights()
                expected.fold(log.prefix(Int(activity)), by: .standard)
                #expect(read == expected)
            } catch {
                // Folded again and again while it was read.
                #expect(error.code == .conflict)
            }
        }
        try await writing
        let last = try await never.weights(of: "ann").weights
        #expect(last.frame.activity == 300)
    }
}
