import Harness
import Interest
import Mongo
import Testing

@testable import Repositories

/// Folds of everything pending, where somebody cannot be folded.
@Suite(.store)
struct FoldFailureTests {
    let store: Store
    let repositories: MongoRepositories

    init() throws {
        store = try LentStore.current.store
        repositories = MongoRepositories(store: store, reads: .patient)
    }

    private func fill(_ users: [String]) async throws {
        try await repositories.prepare()
        _ = try await repositories.behaviors.append(
            users.flatMap { user in (0..<4).map { click(user, "item\($0)", at: 100 * $0) } })
    }

    @Test func `a document that cannot be read holds nobody else up`() async throws {
        let users = (0..<40).map { "user\($0)" }
        try await fill(users)
        for user in ["user13", "user27"] {
            let broken = BSON { document in
                document.append("_id", user)
                document.append("law", "no document of weights")
            }
            _ = try await store.perform(InsertMany(Schema.weights, documents: [broken]))
        }
        let report = try await repositories.weights.foldPending()
        #expect(report.users == 38)
        #expect(report.behaviors == 38 * 4)
        #expect(report.failed == 2)
        #expect(Set(report.failures.map(\.user)) == ["user13", "user27"])
        #expect(report.failures.allSatisfy { $0.message.contains("landmarks") })
        #expect(try await repositories.behaviors.count().pending == 8)
    }

    @Test func `of many who cannot be folded the first are named, and all counted`() async throws {
        let users = (0..<FoldReport.failuresKept + 5).map { "user\($0)" }
        try await fill(users)
        let broken = users.map { user in BSON { $0.append("_id", user) } }
        _ = try await store.perform(InsertMany(Schema.weights, documents: broken))
        let report = try await repositories.weights.foldPending()
        #expect(report.users == 0)
        #expect(report.failed == users.count)
        #expect(report.failures.count == FoldReport.failuresKept)
    }

    @Test func `a store that is gone ends it`() async throws {
        try await fill(["ann"])
        let other = try Store(LentStore.current.configuration)
        let gone = MongoRepositories(store: other, reads: .patient)
        await other.close()
        let error = await #expect(throws: RepositoryError.self) {
            try await gone.weights.foldPending()
        }
        #expect(error?.code == .unavailable)
    }
}
