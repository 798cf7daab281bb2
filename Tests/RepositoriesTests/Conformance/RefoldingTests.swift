import Harness
import Interest
import Mongo
import Testing

@testable import Repositories

/// Conformance of folding documents again, which `ebb rebuild` uses.
@Suite(.store)
struct RefoldingTests {
    /// Laws with different kinds of state.
    static let laws = [
        "exponential 2d:0.5 + 30d:0.5", "exponential 12h,40b", "logistic 0.1/d", "power 7d 2",
        "logistic-reset 0.1/d", "published-per-behavior 0.1/d", "published-fixed-step 0.1/d 1d",
        "none",
    ]

    static let cases = Backing.allCases.flatMap { backing in laws.map { (backing, $0) } }

    private func settings(_ law: String) throws -> Settings {
        Settings(law: try LawText(parsing: law).law, gains: .standard)
    }

    /// Several users whose logs were folded several times; some behaviors came late.
    private func fill(_ repositories: AnyRepositories, users: [String]) async throws {
        var random = SplitMix64(seed: 5)
        for round in 0..<12 {
            for user in users {
                let batch = (0..<20).map { _ in
                    click(
                        user, "item\(random.next() % 40)",
                        at: round * 90_000 + Int(random.next() % 120_000))
                }
                _ = try await repositories.behaviors.append(batch)
                if random.next() % 3 > 0 {
                    _ = try await repositories.read(UserID(unchecked: user))
                }
            }
        }
        for user in users { _ = try await repositories.read(UserID(unchecked: user)) }
    }

    @Test(arguments: cases)
    func `lazy folds give what folding the whole log gives, to the bit`(
        backing: Backing, law: String
    ) async throws {
        let repositories = try await backing.make()
        try await repositories.settings.save(settings(law))
        try await fill(repositories, users: ["ann", "bob"])
        #expect(try await repositories.weights.refold("ann") == .unchanged)
        #expect(try await repositories.weights.refold("bob") == .unchanged)
    }

    @Test(arguments: cases)
    func `after a change of law, refolding and reading leave the same document`(
        backing: Backing, law: String
    ) async throws {
        let repositories = try await backing.make()
        try await fill(repositories, users: ["ann"])
        try await repositories.settings.save(settings(law))
        let read = try await repositories.read("ann")
        try await repositories.settings.save(settings("exponential 3d"))
        #expect(try await repositories.weights.refold("ann") == .updated)
        try await repositories.settings.save(settings(law))
        #expect(try await repositories.weights.outdatedCount() == 1)
        #expect(try await repositories.weights.refold("ann") == .updated)
        #expect(try await repositories.weights.outdatedCount() == 0)
        #expect(try await repositories.read("ann") == read)
        #expect(try await repositories.weights.refold("ann") == .unchanged)
    }

    @Test(arguments: Backing.allCases)
    func `what is pending stays pending, and a stranger absent`(backing: Backing) async throws {
        let repositories = try await backing.make()
        _ = try await repositories.behaviors.append([click("ann", "a", at: 100)])
        #expect(try await repositories.weights.refold("ann") == .absent)
        _ = try await repositories.read("ann")
        _ = try await repositories.behaviors.append([click("ann", "b", at: 200)])
        #expect(try await repositories.weights.refold("ann") == .unchanged)
        #expect(try await repositories.behaviors.count().pending == 1)
        try await repositories.settings.save(settings("none"))
        #expect(try await repositories.weights.refold("ann") == .updated)
        #expect(try await repositories.behaviors.count().pending == 1)
        #expect(try await repositories.read("ann").items.map(\.text) == ["a", "b"])
    }

    @Test(arguments: Backing.allCases)
    func `who has a document is listed page by page`(backing: Backing) async throws {
        let repositories = try await backing.make()
        for user in ["cem", "ann", "bob"] {
            _ = try await repositories.behaviors.append([click(user, "a", at: 5)])
            if user != "bob" { _ = try await repositories.read(UserID(unchecked: user)) }
        }
        #expect(try await repositories.weights.users(after: nil, limit: 1) == ["ann"])
        #expect(try await repositories.weights.users(after: "ann", limit: 9) == ["cem"])
        #expect(try await repositories.weights.users(after: "cem", limit: 9).isEmpty)
    }

    @Test func `a document that is not equal to its log is repaired`() async throws {
        let repositories = try await Backing.mongo.make()
        try await fill(repositories, users: ["ann"])
        let before = try await repositories.read("ann")
        let store = try LentStore.current.store
        let filter = BSON { $0.append("_id", "ann") }
        let damage = BSON { document in
            document.document("$set") { $0.append("interests.0.state.0", 1e-300) }
        }
        _ = try await store.perform(UpdateMany(Schema.weights, filter: filter, update: damage))
        #expect(try await repositories.read("ann") != before)
        #expect(try await repositories.weights.refold("ann") == .repaired)
        #expect(try await repositories.read("ann") == before)
    }

    @Test func `the raw documents of lazy reads and of refolding are the same bytes`() async throws
    {
        let repositories = try await Backing.mongo.make()
        let users = (0..<20).map { "user\($0)" }
        try await fill(repositories, users: users)
        let law = try settings("exponential 12h:0.25 + 30d:0.75")
        try await repositories.settings.save(law)
        for user in users { _ = try await repositories.read(UserID(unchecked: user)) }
        let lazy = try await documents()
        try await repositories.settings.save(settings("power 7d 1"))
        for user in users { _ = try await repositories.weights.refold(UserID(unchecked: user)) }
        try await repositories.settings.save(law)
        for user in users { _ = try await repositories.weights.refold(UserID(unchecked: user)) }
        #expect(try await documents() == lazy)
        #expect(lazy.count == users.count)
    }

    /// The answers of a server while `ebb rebuild` runs on its store.
    @Test(arguments: Backing.allCases)
    func `reads go on during a rebuild, and use the new law`(
        backing: Backing
    ) async throws {
        let repositories = try await backing.make()
        let users = (0..<30).map { UserID(unchecked: "user\($0)") }
        try await fill(repositories, users: users.map(\.text))
        let law = try settings("exponential 12h:0.25 + 30d:0.75")
        var items: [UserID: [ItemID]] = [:]
        for user in users { items[user] = try await repositories.read(user).items }
        try await repositories.settings.save(law)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for user in users {
                group.addTask { _ = try await repositories.weights.refold(user) }
                for _ in 0..<3 {
                    group.addTask { [items] in
                        let read = try await repositories.weights.weights(of: user)
                        #expect("\(LawText(read.law))" == "\(LawText(law.law))")
                        #expect(read.weights.items == items[user])
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(try await repositories.weights.outdatedCount() == 0)
        for user in users { #expect(try await repositories.weights.refold(user) == .unchanged) }
    }

    private func documents() async throws -> [BSON] {
        let options = FindOptions(sort: Schema.ascending("_id"))
        return try await LentStore.current.store.perform(
            Find<BSON>(Schema.weights, filter: .empty, options: options))
    }
}
