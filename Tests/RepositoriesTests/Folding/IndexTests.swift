import Harness
import Interest
import Mongo
import Testing

@testable import Repositories

/// Each question walks its index, by the server's own account.
@Suite(.store)
struct IndexTests {
    private func plan(
        _ collection: String, _ filter: BSON, _ options: FindOptions
    ) async throws -> QueryPlan {
        let store = try LentStore.current.store
        let repositories = MongoRepositories(store: store, reads: .patient)
        try await repositories.prepare()
        let behaviors = (0..<50).map { click("user\($0 % 5)", "item\($0)", at: $0) }
        _ = try await repositories.behaviors.append(behaviors)
        _ = try await repositories.weights.weights(of: "user1")
        return try await store.perform(Explain(collection, filter: filter, options: options))
    }

    @Test(arguments: [["user1"], ["user1", "user2", "nobody"]])
    func `pending behaviors are found by an index alone`(users: [UserID]) async throws {
        let plan = try await plan(
            Schema.behaviors, ReadWeights.pending(of: users), ReadWeights.ownerOptions(limit: 9))
        #expect(plan.indexes == ["user_fold"])
        #expect(!plan.stages.contains("FETCH") && !plan.stages.contains("SORT"))
    }

    @Test func `the behaviors of a fold come in the order of the index`() async throws {
        let plan = try await plan(
            Schema.behaviors, ReadWeights.pending(of: ["user1", "user2"]),
            ReadWeights.pendingOptions(limit: 9))
        #expect(plan.indexes == ["user_fold"])
        #expect(!plan.stages.contains("SORT"))
    }

    @Test(arguments: [["user1"], ["user1", "user2", "nobody"]])
    func `the one question of a read walks both indexes`(users: [UserID]) async throws {
        _ = try await plan(Schema.weights, .empty, FindOptions())
        let pipeline = ReadWeights.pipeline(users, ReadWeights.ownerOptions(limit: 9))
        let command = BSON { writer in
            writer.document("explain") { aggregate in
                aggregate.append("aggregate", Schema.behaviors)
                aggregate.array("pipeline") { list in pipeline.forEach { list.append(bson: $0) } }
                aggregate.append("hint", bson: Schema.userFold.keys)
                aggregate.document("cursor") { _ in }
            }
            writer.append("verbosity", "queryPlanner")
        }
        let told = try await LentStore.current.store.perform(RunCommand(command)).json
        #expect(told.contains("user_fold") && told.contains("PROJECTION_COVERED"), "\(told)")
        #expect(told.contains("IDHACK") || told.contains("_id_"), "\(told)")
        #expect(!told.contains(#""stage" : "SORT""#) && !told.contains("COLLSCAN"), "\(told)")
    }

    @Test(arguments: [("exponential 2d", "user_fold"), ("logistic-reset 0.1/d", "user_time")])
    func `a log is folded again in the order of an index`(law: String, index: String) async throws {
        let settings = try FoldingSettings(
            Settings(law: LawText(parsing: law).law, gains: .standard))
        let log = ReadLog(user: "user1", until: .latest, by: settings)
        let plan = try await plan(Schema.behaviors, log.filter, log.options)
        #expect(plan.indexes == [index])
        #expect(!plan.stages.contains("SORT"))
    }

    @Test func `what is pending of all is counted and paged by the index alone`() async throws {
        let plan = try await plan(
            Schema.behaviors, ReadWeights.pending(behind: nil), ReadWeights.ownerOptions(limit: 9))
        #expect(plan.indexes == ["user_fold"])
        #expect(!plan.stages.contains("FETCH") && !plan.stages.contains("SORT"))
    }

    @Test(arguments: [["user1"], ["user1", "user2"]])
    func `weight documents are found by their id`(users: [UserID]) async throws {
        let filter = BSON { $0.append("_id", oneOf: users) }
        let plan = try await plan(Schema.weights, filter, FindOptions(limit: users.count))
        #expect(!plan.stages.contains("COLLSCAN"))
        #expect(plan.stages.contains("IDHACK") || plan.indexes == ["_id_"])
    }

    @Test(arguments: [
        (BehaviorSelection(), "user_time"), (BehaviorSelection(firstUser: "user2"), "user_time"),
        (BehaviorSelection(user: "user1"), "user_time"),
        (BehaviorSelection(user: "user1", item: "item1"), "user_time"),
        (BehaviorSelection(item: "item1", action: .click), "item_time"),
    ])
    func `what is looked up in the log comes in the order of an index`(
        selection: BehaviorSelection, index: String
    ) async throws {
        let last = LoggedBehavior(
            click("user1", "item1", at: 1), key: .event(EventID(unchecked: "evt")))
        for after in [nil, last] {
            let page = SelectedPage(selection, after: after.map(LogPlace.init), limit: 9)
            let plan = try await plan(Schema.behaviors, page.filter, page.options)
            #expect(plan.indexes == [index])
            #expect(!plan.stages.contains("SORT") && !plan.stages.contains("COLLSCAN"))
        }
    }

    @Test(arguments: [(DistinctNames.Field.user, "user_time"), (.item, "item_time")])
    func `names in the log are found by an index alone`(
        field: DistinctNames.Field, index: String
    ) async throws {
        let names = DistinctNames(field, after: "m", limit: 9)
        let plan = try await plan(Schema.behaviors, names.filter(behind: "m"), names.options)
        #expect(plan.indexes == [index])
        #expect(!plan.stages.contains("FETCH") && !plan.stages.contains("SORT"))
    }

    @Test func `items are searched, and the latest found, by an index`() async throws {
        // Of an index that has seen no list of words the server knows that nobody has two.
        let items = MongoRepositories(store: try LentStore.current.store, reads: .patient).items
        try await items.put([Item(id: "1", title: "The Alien")])
        let words = try #require(CatalogQuestion.words(of: "the alien"))
        let search = try await plan(
            Schema.items, words, CatalogQuestion.byID(9))
        #expect(search.indexes == ["words"])
        for end in [Timestamp.latest, Timestamp(seconds: 5)] {
            let latest = try await plan(
                Schema.items, CatalogQuestion.shown(in: ["x"], until: end),
                CatalogQuestion.newest(9))
            #expect(latest.indexes == ["time"])
            #expect(!latest.stages.contains("SORT"))
        }
        let removed = FindOptions(limit: 9, hint: Schema.itemRemoved.keys)
        let marks = try await plan(Schema.items, ItemDocument.areRemoved, removed)
        #expect(marks.indexes == ["removed"])
    }
}
