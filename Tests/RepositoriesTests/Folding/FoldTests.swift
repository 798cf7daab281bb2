import Harness
import Interest
import Mongo
import Testing

@testable import Repositories

/// Folds of many users at once, in steps, interrupted, and in each other's way.
@Suite(.store)
struct FoldTests {
    let repositories: MongoRepositories
    let store: Store

    init() throws {
        store = try LentStore.current.store
        repositories = MongoRepositories(store: store, reads: .patient)
    }

    private func limits(users: Int, behaviors: Int) -> FoldLimits {
        var limits = FoldLimits()
        limits.usersMax = users
        limits.behaviorsMax = behaviors
        return limits
    }

    /// User 0 has no behavior, user 1 has one, and so on, at different times; plus one heavy user.
    private func fill(users: Int, heavy: Int = 0) async throws -> [UserID: [Behavior]] {
        try await repositories.prepare()
        var logs: [UserID: [Behavior]] = [:]
        for number in 0..<users {
            let name = "user\(number)"
            logs[UserID(unchecked: name)] = (0..<number).map { index in
                click(name, "item\(index * index % 11)", at: 1000 * index + number)
            }
        }
        if heavy > 0 {
            logs["heavy"] = (0..<heavy).map { click("heavy", "item\($0 % 13)", at: 60 * $0) }
        }
        for log in logs.values { _ = try await repositories.behaviors.append(log) }
        return logs
    }

    /// Every document is the fold of the log, and nothing is pending.
    private func expectFolded(_ logs: [UserID: [Behavior]]) async throws {
        #expect(try await repositories.behaviors.count().pending == 0)
        for (user, log) in logs {
            var expected = Weights()
            expected.fold(log, by: .standard)
            #expect(try await repositories.weights.weights(of: user).weights == expected)
        }
    }

    @Test(arguments: [(500, 10_000), (3, 10_000), (500, 7), (1, 1), (2, 20)])
    func `everything pending is folded within any limits`(
        users: Int, behaviors: Int
    ) async throws {
        let logs = try await fill(users: 12, heavy: 40)
        let report = try await repositories.weights.foldPending(
            limits: limits(users: users, behaviors: behaviors))
        #expect(report.users == 12)
        #expect(report.behaviors == 66 + 40)
        try await expectFolded(logs)
        #expect(try await repositories.weights.foldPending() == FoldReport())
    }

    @Test func `a fold that is stopped goes on where it was`() async throws {
        let logs = try await fill(users: 30)
        let steps = limits(users: 2, behaviors: 1000)
        struct Stop: Error {}
        await #expect(throws: Stop.self) {
            try await repositories.weights.foldPending(limits: steps) { _ in throw Stop() }
        }
        let pending = try await repositories.behaviors.count().pending
        #expect(pending > 0 && pending < 435)
        let rest = try await repositories.weights.foldPending(limits: steps)
        #expect(rest.behaviors == pending)
        try await expectFolded(logs)
    }

    @Test func `concurrent folds of everything, and reads, count every behavior once`()
        async throws
    {
        let logs = try await fill(users: 20, heavy: 200)
        let other = try Store(LentStore.current.configuration)
        let second = MongoRepositories(store: other, reads: .patient)
        let steps = limits(users: 4, behaviors: 50)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for repositories in [repositories, second] {
                group.addTask { _ = try await repositories.weights.foldPending(limits: steps) }
                for user in logs.keys {
                    group.addTask { _ = try await repositories.weights.weights(of: user) }
                }
            }
            try await group.waitForAll()
        }
        await other.close()
        try await expectFolded(logs)
    }

    @Test func `a reader whose fold takes many steps gets all of it`() async throws {
        var readLimits = ReadLimits.patient
        readLimits.fold = limits(users: 3, behaviors: 10)
        let weights = MongoWeightRepository(
            store: store, settings: repositories.settings, limits: readLimits)
        let logs = try await fill(users: 9, heavy: 95)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (user, log) in logs {
                group.addTask {
                    let read = try await weights.weights(of: user).weights
                    #expect(read.frame.activity == log.count)
                }
            }
            try await group.waitForAll()
        }
        try await expectFolded(logs)
    }
}
