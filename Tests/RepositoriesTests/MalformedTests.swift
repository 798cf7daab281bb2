import Access
import Harness
import Interest
import Metering
import Testing
import Work

@testable import Mongo
@testable import Repositories

// Of each collection one sound document is written by its repository. Then come copies of it that
// another program might write: each has one field of a wrong type. What the list must have is all
// ids without those that a look at every document names.

/// Malformed documents in every collection: they end no list and no scan, and are named.
@Suite(.store)
struct MalformedTests {
    let repositories: MongoRepositories
    let store: Store
    let registry = Registry()

    init() throws {
        store = try Store(LentStore.current.configuration, metrics: registry)
        repositories = MongoRepositories(
            store: store, reads: .patient, now: { Timestamp(seconds: 99) })
    }

    /// A collection, how a sound document comes into it, and how it is listed.
    struct Shelf: Sendable, CustomTestStringConvertible {
        let collection: String
        /// How a malformed document of this id is read alone, where it can be.
        var read: (@Sendable (MongoRepositories, String) async throws -> Void)?
        let fill: @Sendable (MongoRepositories) async throws -> Void
        let list: @Sendable (MongoRepositories) async throws -> [String]

        var testDescription: String { collection }
    }

    private static let owner = ProcessOwner(host: "h", process: 3, run: "r")

    static let shelves: [Shelf] = [
        Shelf(
            collection: Schema.behaviors,
            read: { _ = try await $0.behaviors.behaviors(withEvents: [EventID(unchecked: $1)]) },
            fill: { repositories in
                var behavior = click("ann", "item", at: 5)
                behavior.event = EventID(unchecked: "e")
                behavior.note = Note(labels: .none, comment: "c")
                _ = try await repositories.behaviors.append([behavior])
            },
            list: { repositories in
                let found = Collected<Behavior>()
                try await repositories.behaviors.scan(until: .latest) {
                    found.add($0)
                    return true
                }
                return found.all.compactMap { $0.event?.text }
            }),
        Shelf(
            collection: Schema.weights,
            read: { _ = try await $0.weights.weights(of: UserID(unchecked: $1)) },
            fill: { repositories in
                _ = try await repositories.behaviors.append([click("ann", "item", at: 5)])
                _ = try await repositories.weights.weights(of: "ann")
            },
            // A user of the list may have a document that cannot be read: only ids are listed.
            list: { try await $0.weights.users(after: nil, limit: 999).map(\.text) }),
        Shelf(
            collection: Schema.profiles,
            read: { _ = try await $0.profiles.profile(of: UserID(unchecked: $1)) },
            fill: { try await $0.profiles.put([Profile(id: "ann", comment: "c")]) },
            list: { try await $0.profiles.page(after: nil, limit: 999).map(\.id.text) }),
        Shelf(
            collection: Schema.items,
            read: { _ = try await $0.items.items([ItemID(unchecked: $1)]) },
            fill: {
                try await $0.items.put([
                    Item(id: "i", title: "T", categories: ["c"], time: Timestamp(seconds: 1))
                ])
            },
            list: { try await $0.items.page(after: nil, limit: 999).map(\.id.text) }),
        Shelf(
            collection: Schema.models,
            fill: { repositories in
                let model = TrainedModel(
                    recommender: "popular", time: Timestamp(seconds: 9),
                    trainedUntil: Timestamp(seconds: 8), behaviors: 7, parameters: ["p": "1"],
                    payload: [1, 2])
                _ = try await repositories.models.save(model)
            },
            list: { repositories in
                try await repositories.models.versions().map { _ in "popular/1" }
            }),
        Shelf(
            collection: Schema.keys, read: { _ = try await $0.keys.key($1) },
            fill: { repositories in
                let secret = KeySecret(
                    id: "s", salt: "s", digest: "d", created: Timestamp(seconds: 2))
                let key = AccessKey(
                    name: "k", access: [.read], rate: RateLimit("9/1s"),
                    created: Timestamp(seconds: 1), secrets: [secret])
                _ = try await repositories.keys.insert(key)
            },
            list: { try await $0.keys.keys().map(\.name) }),
        Shelf(
            collection: Schema.jobs, read: { _ = try await $0.jobs.job($1) },
            fill: { repositories in
                var job = JobRecord(
                    id: "j", kind: "train", parameters: [], startedBy: "key", owner: owner,
                    started: Timestamp(seconds: 1))
                job.message = "m"
                _ = try await repositories.jobs.begin(job)
                job.state = .done
                _ = try await repositories.jobs.put(job)
            },
            list: { try await $0.jobs.newest(999).map(\.id) }),
        Shelf(
            collection: Schema.trainings,
            fill: {
                try await $0.trainings.put(
                    TrainingEntry(
                        recommender: "blend", state: .running, owner: owner,
                        started: Timestamp(seconds: 1), updated: Timestamp(seconds: 2)))
            },
            list: { try await $0.trainings.all().map(\.recommender) }),
        Shelf(
            collection: Schema.imports, read: { _ = try await $0.imports.entry($1) },
            fill: {
                let entry = ImportEntry(
                    id: "i", source: "log.jsonl", kind: "behaviors", state: .running, owner: owner,
                    started: Timestamp(seconds: 1), updated: Timestamp(seconds: 2))
                _ = try await $0.imports.put(entry, over: nil)
            },
            list: { try await $0.imports.newest(999).map(\.id) }),
        Shelf(
            collection: Schema.servers,
            fill: {
                try await $0.servers.put(
                    ServerRecord(
                        owner: owner, address: "a", version: "1", started: Timestamp(seconds: 1)))
            },
            list: { try await $0.servers.newest(999).map { $0.owner.run } }),
        Shelf(
            collection: Schema.audit,
            fill: {
                let entry = AuditEntry(
                    id: "a", time: Timestamp(seconds: 1), operatorName: "key", action: "GET /x",
                    target: "ann", detail: nil, status: 200)
                try await $0.audit.append(entry, keeping: 999)
            },
            list: { try await $0.audit.newest(999, before: nil).map(\.id) }),
    ]

    /// Writes a copy of the only document for each of its fields, and one with another kind of id.
    private func spoil(_ shelf: Shelf) async throws -> [String] {
        let sound = try await store.perform(FindOne<BSON>(shelf.collection, filter: .empty))
        let document = try #require(sound)
        var (copies, ids): ([BSON], [String]) = ([], [])
        try document.read { (reader) throws(StoreError) in
            let keys = try reader.keys()
            ids.append(try reader.string("_id"))
            for wrong in keys where wrong != "_id" {
                ids.append("bad-\(wrong)")
                copies.append(
                    try Self.copy(reader, id: { $0.append("_id", "bad-\(wrong)") }, wrong))
            }
            copies.append(try Self.copy(reader, id: { $0.append("_id", Int64(7)) }, ""))
        }
        let report = try await store.perform(InsertMany(shelf.collection, documents: copies))
        #expect(report.inserted == copies.count)
        return ids
    }

    private static func copy(
        _ document: borrowing BSONReader, id: (inout BSONWriter) -> Void, _ wrong: String
    ) throws(StoreError) -> BSON {
        var fields: [BSON] = []
        for key in try document.keys() where key != "_id" && key != wrong {
            fields.append(try document.only(key))
        }
        return BSON { copy in
            id(&copy)
            for field in fields { copy.append(fieldsOf: field) }
            if !wrong.isEmpty {
                copy.document(wrong) { $0.append("shape", "of another program") }
            }
        }
    }

    @Test(arguments: shelves)
    func `a malformed document ends no list, and is counted and named`(shelf: Shelf) async throws {
        try await repositories.prepare()
        try await shelf.fill(repositories)
        let ids = try await spoil(shelf)
        let found = try await repositories.malformedDocuments(in: [shelf.collection])
        let malformed = Set(found.malformed.map(\.id))
        #expect(found.documents == ids.count + 1)
        #expect(malformed.contains("7"), "an id of another type is malformed")
        #expect(malformed.count == found.count && found.count > ids.count / 2)
        let listed = try await shelf.list(repositories)
        if shelf.collection == Schema.weights {
            #expect(listed.sorted() == ids.sorted())
        } else {
            let sound = ids.filter { !malformed.contains("\"\($0)\"") }
            #expect(listed.count == sound.count)
            #expect(Set(listed).isSubset(of: sound))
            let line = "ebb_malformed_documents_total{collection=\"\(shelf.collection)\"}"
            #expect(registry.text.contains(line))
        }
        try await expectSentences(shelf, found.malformed)
        await store.close()
    }

    private func expectSentences(_ shelf: Shelf, _ malformed: [MalformedDocument]) async throws {
        guard let read = shelf.read else { return }
        for document in malformed where document.id != "7" {
            let id = String(document.id.dropFirst().dropLast())
            let error = await #expect(throws: RepositoryError.self) {
                try await read(repositories, id)
            }
            #expect(error?.code == .malformed)
            #expect(error?.message == document.description)
            let start = "the document \"\(id)\" of \(shelf.collection) is malformed: the field "
            #expect(document.description.hasPrefix(start))
        }
    }

    @Test func `a malformed behavior changes nobody's weights, and goes with its user`()
        async throws
    {
        try await repositories.prepare()
        _ = try await repositories.behaviors.append([click("ann", "a", at: 5)])
        let rest = #""action": "click", "time": {"$date": 6000}, "pending": true}"#
        let broken = try [
            #"{"_id": "x", "user": "ann", "item": 7, "# + rest,
            #"{"user": "ann", "item": "b", "# + rest,
            #"{"_id": "y", "user": "ann", "item": "b", "action": "click", "time": 6, "#
                + #""pending": true}"#,
            #"{"_id": "z", "user": "ann", "item": "b", "time": {"$date": 1000}, "pending": true}"#,
            #"{"_id": "n", "item": "b", "# + rest,
        ].map { try BSON(json: $0) }
        _ = try await store.perform(InsertMany(Schema.behaviors, documents: broken))
        for _ in 0..<2 {
            let weights = try await repositories.weights.weights(of: "ann").weights
            #expect(weights.items == ["a"])
        }
        #expect(try await repositories.weights.foldPending().failures.isEmpty)
        _ = try await repositories.behaviors.append([click("ann", "c", at: 7)])
        let both = try await repositories.weights.weights(of: "ann").weights
        #expect(Set(both.items) == ["a", "c"])
        #expect(try await repositories.weights.compareDocuments().differing == 0)
        #expect(try await repositories.behaviors.users(after: nil, limit: 9) == ["ann"])
        #expect(try await repositories.inspector.users(startingWith: "", limit: 9) == ["ann"])
        let past = try await repositories.weights.weights(of: "ann", asOf: Timestamp(seconds: 6))
        #expect(past.weights.items == ["a"])
        let removed = try await repositories.behaviors.remove(BehaviorSelection(user: "ann"))
        // All but the one whose time is no date, and the one without a user.
        #expect(removed.behaviors == 5)
        _ = try await repositories.erasures.forget("ann")
        #expect(try await repositories.erasures.remains(of: "ann").behaviors == 0)
        await store.close()
    }

    @Test func `a log of malformed behaviors only is folded past them, or refused in a sentence`()
        async throws
    {
        var limits = ReadLimits.patient
        limits.fold.behaviorsMax = 4
        let few = MongoRepositories(store: store, reads: limits)
        try await few.prepare()
        func insert(_ count: Int, of user: String) async throws {
            let documents = (0..<count).map { number in
                BSON { document in
                    document.append("_id", "\(user)\(number)")
                    document.append("user", user)
                    document.append("time", date: 1)
                    document.append("pending", true)
                }
            }
            _ = try await store.perform(InsertMany(Schema.behaviors, documents: documents))
        }
        try await insert(3, of: "ann")
        try await insert(9, of: "bob")
        _ = try await few.behaviors.append(
            ["ann", "bob", "cem"].flatMap { user in
                (0..<6).map { click(user, "item\($0)", at: 5 + $0) }
            })
        #expect(try await few.weights.weights(of: "ann").weights.items.count == 6)
        #expect(try await few.weights.weights(of: "cem").weights.items.count == 6)
        let error = await #expect(throws: RepositoryError.self) {
            try await few.weights.weights(of: "bob")
        }
        #expect(error?.message.contains("run ebb doctor --documents") == true)
        await store.close()
    }

    @Test func `pages go on behind malformed documents`() async throws {
        try await repositories.prepare()
        try await repositories.items.put((10..<30).map { Item(id: ItemID(unchecked: "i\($0)")) })
        let broken = (10..<29).map { number in
            BSON { document in
                document.append("_id", "i\(number)a")
                document.append("categories", Int64(1))
            }
        }
        _ = try await store.perform(InsertMany(Schema.items, documents: broken))
        var (walked, last): ([String], ItemID?) = ([], nil)
        while true {
            let page = try await repositories.items.page(after: last, limit: 3)
            walked += page.map(\.id.text)
            guard page.count == 3 else { break }
            last = page.last?.id
        }
        #expect(walked == (10..<30).map { "i\($0)" })
        #expect(try await repositories.items.remove("i10a"))
        #expect(try await repositories.items.items(["i10a"]).isEmpty)
        await store.close()
    }

    @Test func `a store whose only key is malformed is not a store without keys`() async throws {
        try await repositories.prepare()
        let broken = BSON { $0.append("_id", "k") }
        _ = try await store.perform(InsertMany(Schema.keys, documents: [broken]))
        let error = await #expect(throws: RepositoryError.self) {
            try await repositories.keys.keys()
        }
        #expect(error?.message.hasPrefix("the document \"k\" of keys is malformed") == true)
        await store.close()
    }

    @Test func `a malformed model document keeps no model from being saved`() async throws {
        try await repositories.prepare()
        let model = TrainedModel(
            recommender: "popular", time: Timestamp(seconds: 9),
            trainedUntil: Timestamp(seconds: 8),
            behaviors: 7, parameters: [:], payload: [1, 2])
        let broken = BSON { document in
            document.append("_id", "popular/2")
            document.append("recommender", "popular")
            document.append("version", "two")
        }
        _ = try await store.perform(InsertMany(Schema.models, documents: [broken]))
        #expect(try await repositories.models.save(model) == 1)
        #expect(try await repositories.models.save(model) == 3)
        let half = try await repositories.models.halfModels(now: Timestamp(seconds: 9_000_000_000))
        #expect(half.isEmpty)
        await store.close()
    }
}
