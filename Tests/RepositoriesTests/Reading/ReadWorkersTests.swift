import Harness
import Interest
import Mongo
import Testing

@testable import Repositories

/// The read workers over the real server. Where reads must meet, a test holds the only lane.
@Suite(.store)
struct ReadWorkersTests {
    /// Repositories on one lane.
    private func open(
        _ change: (inout ReadLimits) -> Void = { _ in }
    ) async throws -> (store: Store, log: MongoBehaviorRepository, weights: MongoWeightRepository) {
        var configuration = try LentStore.current.configuration
        configuration.lanes = 1
        let store = try Store(configuration)
        let repositories = MongoRepositories(store: store, reads: .patient)
        try await repositories.prepare()
        var limits = ReadLimits.patient
        limits.folders = 1
        change(&limits)
        // The clock of the settings stands still: reading them again would need the lane that a
        // test holds.
        let now = ContinuousClock.now
        let settings = MongoSettingsRepository(store: store, clock: { now })
        return (
            store, repositories.behaviors,
            MongoWeightRepository(store: store, settings: settings, limits: limits)
        )
    }

    /// Runs `body` while the store's only lane is held.
    private func holding(_ store: Store, _ body: () async throws -> Void) async throws {
        let hold = Hold()
        async let held: Void = store.perform(hold)
        await hold.waitUntilHeld()
        do {
            try await body()
        } catch {
            hold.release()
            throw error
        }
        hold.release()
        try await held
    }

    @Test func `many reads at once answer each with its own weights`() async throws {
        let (store, log, weights) = try await open { $0.batchMax = 7 }
        let users = (0..<40).map { UserID(unchecked: "user\($0)") }
        for (number, user) in users.enumerated() where number % 4 > 0 {
            _ = try await log.append(
                (0..<number).map { click(user.text, "item\($0)", at: 100 + $0) })
            if number % 4 == 1 { _ = try await weights.weights(of: user) }
        }
        try await withThrowingTaskGroup(of: (Int, Int64, Int).self) { group in
            for (number, user) in (users + users).enumerated() {
                group.addTask {
                    let read = try await weights.weights(of: user).weights
                    return (number % 40, read.frame.activity, read.items.count)
                }
            }
            for try await (number, activity, items) in group {
                #expect(items == (number % 4 > 0 ? number : 0))
                #expect(Int(activity) == items)
            }
        }
        #expect(try await log.count().pending == 0)
        await store.close()
    }

    @Test func `a cancelled read ends at once, while others wait on`() async throws {
        let (store, _, weights) = try await open()
        _ = try await weights.weights(of: "warm")
        let ann = Task { try await weights.weights(of: "ann").weights.items.count }
        let bob = Task { try await weights.weights(of: "bob").weights.items.count }
        try await holding(store) {
            let cem = Task { try await weights.weights(of: "cem") }
            cem.cancel()
            let result = await cem.result
            #expect(throws: RepositoryError.self) { try result.get() }
        }
        #expect(try await ann.value == 0)
        #expect(try await bob.value == 0)
        await store.close()
    }

    @Test func `a read that gets no turn in time is busy`() async throws {
        let (store, _, weights) = try await open { $0.waitMax = .milliseconds(1) }
        _ = try await weights.weights(of: "warm")
        try await holding(store) {
            let reads = (0..<2).map { number in
                Task { try await weights.weights(of: UserID(unchecked: "user\(number)")) }
            }
            // The read that started the worker has the next turn and no timeout; the second read
            // has a timeout.
            await withTaskGroup(of: Void.self) { group in
                let late = AsyncStream<RepositoryError.Code?>.makeStream()
                for read in reads {
                    group.addTask {
                        let error = await Self.failure(of: read)
                        late.continuation.yield(error?.code)
                    }
                }
                for await code in late.stream.prefix(1) { #expect(code == .busy) }
                for read in reads { read.cancel() }
            }
        }
        await store.close()
    }

    @Test func `beyond the limit a read is busy at once`() async throws {
        let (store, _, weights) = try await open { $0.waitersMax = 0 }
        let error = await #expect(throws: RepositoryError.self) {
            try await weights.weights(of: "ann")
        }
        #expect(error?.code == .busy)
        await store.close()
    }

    @Test func `a document that cannot be read fails its own user's read only`() async throws {
        let (store, log, weights) = try await open()
        let users: [UserID] = ["ann", "bob", "cem"]
        for user in users {
            _ = try await log.append([click(user.text, "a", at: 5)])
            _ = try await weights.weights(of: user)
        }
        let broken = BSON { $0.append("law", "no document of weights") }
        _ = try await store.perform(
            ReplaceOne(
                Schema.weights, filter: BSON { $0.append("_id", "bob") }, replacement: broken))
        var reads: [Task<Int, any Error>] = []
        try await holding(store) {
            for user in users {
                reads.append(Task { try await weights.weights(of: user).weights.items.count })
            }
        }
        #expect(try await reads[0].value == 1)
        #expect(try await reads[2].value == 1)
        let error = await #expect(throws: RepositoryError.self) { try await reads[1].value }
        #expect(error?.code == .malformed)
        await store.close()
    }

    @Test func `after the store has been closed a read says so`() async throws {
        let (store, _, weights) = try await open()
        _ = try await weights.weights(of: "warm")
        await store.close()
        let error = await #expect(throws: RepositoryError.self) {
            try await weights.weights(of: "ann")
        }
        #expect(error?.code == .unavailable)
    }

    private static func failure(of read: Task<FoldedWeights, any Error>) async -> RepositoryError? {
        do {
            _ = try await read.value
            return nil
        } catch { return error as? RepositoryError }
    }
}
