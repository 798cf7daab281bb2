import Foundation
import Harness
import Interest
import Mongo
import Testing

@testable import Repositories

/// Tests with a log of which a part was deleted, by the test or by the server's TTL monitor.
@Suite(.store)
struct RetentionTests {
    private func prepared() async throws -> MongoRepositories {
        let repositories = MongoRepositories(
            store: try LentStore.current.store, reads: .patient)
        try await repositories.prepare()
        return repositories
    }

    private func settings(_ law: String) throws -> Settings {
        try Settings(law: LawText(parsing: law).law, gains: .standard)
    }

    /// Ann's two behaviors and Bob's one, folded; afterward the older one of Ann is deleted.
    private func trimmed() async throws -> (MongoRepositories, ann: Weights) {
        let repositories = try await prepared()
        _ = try await repositories.behaviors.append([
            click("ann", "old", at: 1_000_000), click("ann", "new", at: 2_000_000),
            click("bob", "new", at: 2_000_000),
        ])
        for user: UserID in ["ann", "bob"] {
            _ = try await repositories.weights.weights(of: user)
        }
        let ann = try await repositories.weights.weights(of: "ann").weights
        let old = BSON { $0.append("item", "old") }
        _ = try await repositories.store.perform(DeleteMany(Schema.behaviors, filter: old))
        return (repositories, ann)
    }

    private let later = Timestamp(seconds: 3_000_000)

    @Test func `a profile keeps what it has folded when its log is trimmed`() async throws {
        let (repositories, ann) = try await trimmed()
        #expect(ann.items == ["old", "new"])
        #expect(try await repositories.weights.weights(of: "ann").weights == ann)
        _ = try await repositories.behaviors.append([click("ann", "newer", at: 2_500_000)])
        let next = try await repositories.weights.weights(of: "ann").weights
        #expect(next.items == ["old", "new", "newer"])
        #expect(next.frame.activity == 3)
        #expect(try await repositories.behaviors.trimmedCount() == 1)
    }

    @Test func `refolding leaves a profile that knows more than its log`() async throws {
        let (repositories, ann) = try await trimmed()
        #expect(try await repositories.weights.refold("ann") == .trimmed)
        #expect(try await repositories.weights.refold("bob") == .unchanged)
        #expect(try await repositories.weights.weights(of: "ann").weights == ann)
    }

    @Test func `the past is refused to whom a part of it is gone, and told to others`() async throws
    {
        let (repositories, _) = try await trimmed()
        let error = await #expect(throws: RepositoryError.self) {
            try await repositories.weights.weights(of: "ann", asOf: later)
        }
        #expect(error?.code == .trimmed)
        let bob = try await repositories.weights.weights(of: "bob", asOf: later).weights
        #expect(bob.items == ["new"])
        #expect(try await repositories.weights.missingCount(of: "ann") == 1)
        #expect(try await repositories.weights.missingCount(of: "bob") == 0)
        #expect(try await repositories.weights.missingCount(of: "stranger") == 0)
    }

    @Test func `other settings lose nothing unless that was allowed`() async throws {
        let (repositories, ann) = try await trimmed()
        let before = try await repositories.settings.settings()
        let other = try settings("none")
        try await repositories.settings.save(other)
        let error = await #expect(throws: RepositoryError.self) {
            try await repositories.weights.weights(of: "ann")
        }
        #expect(error?.code == .trimmed)
        #expect(error?.message.contains("--from-what-is-left") == true)
        #expect(try await repositories.weights.refold("ann") == .trimmed)
        // A user with a complete log is read together with her, and gets an answer.
        #expect(try await repositories.weights.weights(of: "bob").weights.items == ["new"])

        // With the old settings again, nothing is lost.
        try await repositories.settings.save(before)
        #expect(try await repositories.weights.weights(of: "ann").weights == ann)

        try await repositories.allowTrimmed(by: other)
        try await repositories.settings.save(other)
        let left = try await repositories.weights.weights(of: "ann").weights
        #expect(left.items == ["new"])
        #expect(left.frame.activity == 1)
        // Only with these settings.
        try await repositories.settings.save(before)
        #expect(try await repositories.weights.weights(of: "ann").weights.items == ["new"])
    }

    @Test func `the setting is the server's index`() async throws {
        let repositories = try await prepared()
        let log = repositories.behaviors
        #expect(try await log.retention() == nil)
        try await log.setRetention(.days(400))
        #expect(try await log.retention() == .days(400))
        try await log.setRetention(.days(30))
        #expect(try await log.retention() == .days(30))
        #expect(
            try await MongoRepositories(store: repositories.store).behaviors.retention()
                == .days(30))
        // Earlier documents are neither an obstacle nor deleted.
        try await repositories.prepare()
        #expect(try await log.retention() == .days(30))
        #expect(try await repositories.missingIndexes().isEmpty)
        try await log.setRetention(nil)
        try await log.setRetention(nil)
        #expect(try await log.retention() == nil)
    }

    @Test func `the server deletes what is old and folded, and nothing else`() async throws {
        let server = try await PrivateServer([
            "--replSet", "rs0", "--setParameter", "ttlMonitorSleepSecs=1",
        ])
        defer { server.stop() }
        let store = try Store(StoreConfiguration(uri: server.uri, database: "retention"))
        let repositories = MongoRepositories(store: store, reads: .patient)
        try await repositories.prepare()
        let now = Int(Date.now.timeIntervalSince1970)
        _ = try await repositories.behaviors.append([
            click("ann", "old", at: now - 10 * 86_400), click("ann", "new", at: now - 60),
        ])
        _ = try await repositories.weights.weights(of: "ann")
        _ = try await repositories.behaviors.append([
            click("bob", "unread", at: now - 10 * 86_400)
        ])
        try await repositories.behaviors.setRetention(.days(5))
        // The monitor runs every second; this wait ends only on a server without one.
        let deadline = ContinuousClock.now + .seconds(60)
        while try await repositories.behaviors.count().behaviors == 3 {
            try #require(ContinuousClock.now < deadline, "nothing was deleted")
        }
        let left = try await repositories.behaviors.newest(9, of: "ann", until: .latest)
        #expect(left.map(\.item) == ["new"])
        #expect(try await repositories.behaviors.count() == LogCount(behaviors: 2, pending: 1))
        #expect(try await repositories.weights.weights(of: "ann").weights.items == ["old", "new"])
        #expect(try await repositories.weights.weights(of: "bob").weights.items == ["unread"])
        await store.close()
    }
}
