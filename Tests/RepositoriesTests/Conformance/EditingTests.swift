import Harness
import Interest
import Mongo
import Testing

@testable import Repositories

/// Conformance of a log with queries and deletions.
@Suite(.store)
struct ArchiveTests {
    private func scanned(
        _ editor: any BehaviorEditor, _ selection: BehaviorSelection
    ) async throws -> [Behavior] {
        let found = Collected<Behavior>()
        try await editor.scan(selection) { batch in
            found.add(batch)
            return true
        }
        return found.all
    }

    /// Clicks, purchases and views of a few users, some with their own event ids.
    private func log(_ seed: UInt64, _ count: Int = 200) -> [Behavior] {
        var random = SplitMix64(seed: seed)
        return (0..<count).map { number in
            var behavior = click(
                "user\(random.next() % 4)", "item\(random.next() % 6)",
                at: Int(random.next() % 50))
            if random.next() % 3 == 0 { behavior.action = .purchase }
            if random.next() % 3 == 0 { behavior.event = EventID(unchecked: "evt-\(number)") }
            return behavior
        }
    }

    @Test(arguments: Backing.allCases)
    func `what is selected is found, each once and in order`(backing: Backing) async throws {
        let made = try await backing.make()
        let log = log(3)
        _ = try await made.behaviors.append(log)
        let until = Timestamp(seconds: 40)
        for selection in [
            BehaviorSelection(), BehaviorSelection(user: "user1"),
            BehaviorSelection(item: "item2", until: until),
            BehaviorSelection(user: "user1", item: "item2", action: .click),
            BehaviorSelection(action: .purchase, until: until, firstUser: "user2"),
            BehaviorSelection(user: "nobody"),
        ] {
            let found = try await scanned(made.editor, selection)
            let expected = Set(log).filter { selection.selects($0) }
            #expect(Set(found) == expected)
            #expect(found.count == expected.count)
            #expect(try await made.editor.contains(selection) == !expected.isEmpty)
            for (first, second) in zip(found, found.dropFirst()) {
                let isByUser = selection.user == nil && selection.item == nil
                #expect(
                    isByUser && first.user != second.user
                        ? first.user < second.user : first.time <= second.time)
            }
        }
    }

    @Test(arguments: Backing.allCases)
    func `users and items in the log are listed by id`(backing: Backing) async throws {
        let made = try await backing.make()
        _ = try await made.behaviors.append(log(4))
        let editor = made.editor
        #expect(try await editor.users(after: nil, limit: 2).map(\.text) == ["user0", "user1"])
        #expect(
            try await editor.users(after: "user1", limit: 9).map(\.text) == ["user2", "user3"])
        #expect(
            try await editor.items(after: "item3", limit: 9).map(\.text) == ["item4", "item5"])
        #expect(try await editor.items(after: "item5", limit: 9).isEmpty)
        #expect(try await editor.users(after: nil, limit: 0).isEmpty)
    }

    @Test(arguments: Backing.allCases)
    func `the newest towards an item come first`(backing: Backing) async throws {
        let made = try await backing.make()
        _ = try await made.behaviors.append([
            click("ann", "film", at: 1), click("bob", "film", at: 9), click("cat", "film", at: 5),
            click("ann", "other", at: 7),
        ])
        let newest = try await made.editor.newest(
            2, towards: "film", until: Timestamp(seconds: 8))
        #expect(newest.map(\.user.text) == ["cat", "ann"])
        #expect(try await made.editor.newest(0, towards: "film", until: .latest).isEmpty)
    }

    /// The law by which a removal has to leave no trace: what is left folds as if the rest had
    /// never been, where activity does not count.
    private func settled(_ backing: Backing) async throws -> AnyRepositories {
        let made = try await backing.make()
        let law = try ExponentialLaw([.init(halfLife: .days(1))])
        try await made.settings.save(Settings(law: law, gains: .standard))
        return made
    }

    @Test(
        arguments: Backing.allCases,
        [
            BehaviorSelection(user: "user1", item: "item2"),
            BehaviorSelection(user: "user1", item: "item2", action: .click),
            BehaviorSelection(user: "user1"), BehaviorSelection(item: "item3"),
        ])
    func `what was taken out has never happened`(
        backing: Backing, selection: BehaviorSelection
    ) async throws {
        let made = try await settled(backing)
        let log = log(5)
        let users: [UserID] = ["user0", "user1", "user2", "user3"]
        // Some of it is folded, in several folds, and some is pending.
        for part in [log[..<80], log[80..<140], log[140...]] {
            for user in users where part.startIndex < 140 { _ = try await made.read(user) }
            _ = try await made.behaviors.append(Array(part))
        }
        _ = try await made.read("user1")
        let removal = try await made.editor.remove(selection)
        let gone = Set(log).filter { selection.selects($0) }
        #expect(removal == RemovalCount(Array(gone)))
        #expect(try await made.editor.remove(selection) == RemovalCount())
        let left = Set(log).subtracting(gone)
        #expect(try await made.behaviors.count().behaviors == left.count)
        let time = Timestamp(seconds: 100)
        for user in users {
            var expected = Weights()
            let settings = try await made.settings.settings()
            expected.fold(
                left.filter { $0.user == user }.sorted { $0.time < $1.time }, by: settings)
            let found = try await made.read(user)
            #expect(found.frame.activity == expected.frame.activity)
            let (one, other) = (
                found.all(at: time, by: settings.law), expected.all(at: time, by: settings.law)
            )
            #expect(Set(one.map(\.item)) == Set(other.map(\.item)))
            for weight in one {
                let twin = other.first { $0.item == weight.item }?.weight ?? 0
                #expect(abs(weight.weight - twin) <= 1e-12 * abs(twin), "\(user) \(weight)")
            }
            // The document equals the fold of its log, to the bit.
            #expect(try await [.unchanged, .absent].contains(made.weights.refold(user)))
        }
    }

    @Test(arguments: Backing.allCases)
    func `of whom nothing is left there is no document`(backing: Backing) async throws {
        let made = try await settled(backing)
        _ = try await made.behaviors.append([click("ann", "a", at: 1), click("bob", "a", at: 1)])
        for user in ["ann", "bob"] as [UserID] { _ = try await made.read(user) }
        #expect(try await made.weights.count() == 2)
        _ = try await made.editor.remove(BehaviorSelection(user: "ann", item: "a"))
        #expect(try await made.weights.users(after: nil, limit: 9) == ["bob"])
        #expect(try await made.read("ann").items.isEmpty)
        // A user who returns starts again from zero.
        _ = try await made.behaviors.append([click("ann", "b", at: 2)])
        #expect(try await made.read("ann").items == ["b"])
        #expect(try await made.weights.refold("ann") == .unchanged)
    }

    @Test(arguments: Backing.allCases)
    func `one stands in the place of all of its kind`(backing: Backing) async throws {
        let made = try await settled(backing)
        let rating = { (value: Double, seconds: Int64) in
            Behavior(
                user: "ann", item: "film", action: .rating, value: value,
                time: Timestamp(seconds: seconds))
        }
        _ = try await made.behaviors.append([
            rating(1, 1), rating(2, 2), click("ann", "film", at: 3), click("ann", "other", at: 4),
        ])
        _ = try await made.read("ann")
        #expect(
            try await made.editor.replace([
                rating(5, 8), rating(9, 9), click("bob", "film", at: 1),
            ])
                == AppendCount(inserted: 2))
        let ann = try await scanned(made.editor, BehaviorSelection(user: "ann"))
        #expect(ann == [click("ann", "film", at: 3), click("ann", "other", at: 4), rating(9, 9)])
        #expect(try await made.editor.contains(BehaviorSelection(user: "bob")))
        // The same behavior again replaces itself.
        #expect(try await made.editor.replace([rating(9, 9)]) == AppendCount(inserted: 1))
        #expect(try await made.behaviors.count().behaviors == 4)
        #expect(try await made.read("ann").frame.activity == 3)
        #expect(try await made.weights.refold("ann") == .unchanged)
    }

    @Test func `of a log that is no longer whole only all towards an item goes`() async throws {
        let made = MongoRepositories(store: try LentStore.current.store, reads: .patient)
        try await made.prepare()
        let behaviors = [
            click("ann", "a", at: 1), click("ann", "b", at: 2), click("ann", "b", at: 3),
            click("ann", "c", at: 4),
        ]
        _ = try await made.behaviors.append(behaviors)
        _ = try await made.weights.weights(of: "ann")
        // Like the TTL index of the server does it with old behaviors.
        _ = try await made.store.ask(
            DeleteOldest(time: Timestamp(seconds: 1)))
        let error = await #expect(throws: RepositoryError.self) {
            try await made.behaviors.remove(
                BehaviorSelection(user: "ann", item: "b", action: .click))
        }
        #expect(error?.code == .trimmed)
        #expect(try await made.behaviors.count().behaviors == 3)
        let removal = try await made.behaviors.remove(BehaviorSelection(user: "ann", item: "b"))
        #expect(removal == RemovalCount(behaviors: 2, kinds: 1))
        let weights = try await made.weights.weights(of: "ann").weights
        #expect(weights.items == ["a", "c"])
        #expect(try await made.weights.missingCount(of: "ann") == 1)
        _ = try await made.behaviors.remove(BehaviorSelection(user: "ann"))
        #expect(try await made.weights.count() == 0)
    }
}

/// Deletes behaviors up to a time from the log, and does not change the documents.
private struct DeleteOldest: Mongo.Operation {
    let time: Timestamp

    func execute(on client: inout Client) throws(StoreError) -> Int {
        let filter = BSON { document in
            document.document("time") { $0.append("$lte", date: time.milliseconds) }
        }
        return try DeleteMany(Schema.behaviors, filter: filter).execute(on: &client)
    }
}
