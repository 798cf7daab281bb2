import Harness
import Interest
import Mongo
import Testing

@testable import Repositories

/// Weight documents compared with their logs: the comparison finds what was tampered with.
@Suite(.store)
struct CompareDocumentsTests {
    let repositories: MongoRepositories
    let store: Store

    init() throws {
        store = try LentStore.current.store
        repositories = MongoRepositories(store: store, reads: .patient)
    }

    /// More users than one transaction compares, each with a few folds.
    private func fill(users: Int = 70) async throws {
        try await repositories.prepare()
        for round in 0..<3 {
            let behaviors = (0..<users).map { user in
                click("user\(100 + user)", "item\(round * user % 5)", at: 5000 - 777 * round)
            }
            _ = try await repositories.behaviors.append(behaviors)
            _ = try await repositories.weights.foldPending()
        }
    }

    private func compare() async throws -> DocumentComparison {
        try await repositories.weights.compareDocuments()
    }

    private func expect(_ kind: DocumentDifference.Kind, of user: UserID) async throws {
        let found = try await compare()
        #expect(found.differing == 1)
        #expect(found.differences.first == DocumentDifference(user: user, kind: kind))
    }

    @Test func `a malformed document is found, and made of the log again`() async throws {
        try await fill()
        let broken = BSON { $0.append("law", "no document of weights") }
        _ = try await store.perform(
            ReplaceOne(
                Schema.weights, filter: BSON { $0.append("_id", "user169") }, replacement: broken))
        try await expect(.malformed, of: "user169")
        #expect(try await repositories.weights.startAnew("user169") == 3)
        _ = try await repositories.weights.weights(of: "user169")
        #expect(try await compare().differing == 0)
    }

    @Test func `documents equal their log, whatever is pending`() async throws {
        try await fill()
        _ = try await repositories.behaviors.append([
            click("user120", "new", at: 9000), click("stranger", "new", at: 9000),
        ])
        let found = try await compare()
        #expect(found.documents == 70)
        #expect(found.behaviors == 210)
        #expect(found.differing == 0 && found.outdated == 0)
        #expect(try await repositories.behaviors.count().pending == 2)
    }

    @Test(arguments: [(64, 1), (1, 5000), (7, 10)])
    func `pages of any size see every document and every stray once`(
        users: Int, behaviors: Int
    ) async throws {
        try await fill()
        let gone = ["user100", "user130", "user169"]
        for name in gone {
            let filter = BSON { $0.append("_id", name) }
            #expect(try await store.perform(DeleteMany(Schema.weights, filter: filter)) == 1)
        }
        let settings = try await repositories.settings.folding()
        var comparison = DocumentComparison()
        var last: UserID?
        repeat {
            let page = try await store.perform(
                CompareDocuments(
                    after: last, usersMax: users, behaviorsMax: behaviors, settings: settings,
                    isTrimmed: false))
            comparison.add(page.comparison)
            last = page.last
        } while last != nil
        #expect(comparison.documents == 67)
        #expect(comparison.behaviors == 67 * 3)
        #expect(comparison.differences.map(\.user.text) == gone)
    }

    @Test func `an empty store has nothing that differs`() async throws {
        try await repositories.prepare()
        #expect(try await compare() == DocumentComparison())
    }

    @Test func `a changed bit is found`() async throws {
        try await fill()
        let user = UserID(unchecked: "user166")
        let filter = BSON { $0.append("_id", user.text) }
        let kept = try #require(
            try await store.perform(FindOne<WeightDocument>(Schema.weights, filter: filter)))
        let weights = kept.weights
        var states = weights.states
        states[0][1] = states[0][1].nextUp
        let changed = WeightDocument(
            user: user, fingerprint: kept.fingerprint, version: kept.version,
            weights: Weights(
                frame: weights.frame, items: weights.items, lasts: weights.lasts, states: states))
        _ = try await store.perform(
            ReplaceOne(Schema.weights, filter: filter, replacement: changed.bson))
        try await expect(.unequal, of: user)
        #expect(try await repositories.weights.refold(user) == .repaired)
        #expect(try await compare().differing == 0)
    }

    @Test func `a behavior that is missing in the log is found`() async throws {
        try await fill()
        let user = UserID(unchecked: "user101")
        let lost = BSON { filter in
            filter.append("user", user.text)
            filter.append("fold", Int64(2))
        }
        #expect(try await store.perform(DeleteMany(Schema.behaviors, filter: lost)) == 1)
        try await expect(.miscounted, of: user)
    }

    @Test func `a log trimmed by its retention is reported as such, not as wrong`()
        async throws
    {
        try await fill()
        // So long that the server itself lets nothing of these times go.
        try await repositories.behaviors.setRetention(Retention.range.upperBound)
        let old = BSON { filter in
            filter.append("user", "user101")
            filter.append("fold", Int64(2))
        }
        #expect(try await store.perform(DeleteMany(Schema.behaviors, filter: old)) == 1)
        let found = try await compare()
        #expect(found.documents == 70)
        #expect(found.trimmed == 1)
        #expect(found.differing == 0)
    }

    @Test(arguments: ["user100", "user163", "user169"])
    func `a document that went is found`(name: String) async throws {
        try await fill()
        let filter = BSON { $0.append("_id", name) }
        #expect(try await store.perform(DeleteMany(Schema.weights, filter: filter)) == 1)
        try await expect(.missing, of: UserID(unchecked: name))
    }

    @Test func `outdated documents are reported as such, not as wrong`() async throws {
        try await fill()
        try await repositories.settings.save(
            Settings(law: NoDecayLaw(), gains: .standard))
        _ = try await repositories.weights.weights(of: UserID(unchecked: "user110"))
        let found = try await compare()
        #expect(found.outdated == 69)
        #expect(found.differing == 0)
    }
}
