import Harness
import Interest
import Testing

@testable import Repositories

/// Conformance of a catalog that changes field by field.
@Suite(.store)
struct ItemChangeTests {
    @Test(arguments: Backing.allCases)
    func `changes touch only what they mention, and say what became of each item`(
        backing: Backing
    ) async throws {
        let items = try await backing.make().items
        let editor = try #require(items as? any ItemEditor)
        try await items.put([
            Item(id: "a", title: "Lamp", categories: ["home"]), Item(id: "b", title: "Chair"),
            Item(id: "c"),
        ])
        let outcomes = try await editor.apply([
            ItemChange(id: "a", edits: [.hidden(true)]),
            ItemChange(id: "b", edits: [.title("Chair")]), ItemChange(id: "c", kind: .removal),
            ItemChange(id: "d", edits: [.label("price", .number(2.5))]),
            ItemChange(id: "e", kind: .removal),
        ])
        #expect(
            outcomes == [
                "a": .changed, "b": .unchanged, "c": .removed, "d": .added, "e": .unknown,
            ])
        let entries = try await items.entries(["a", "b", "c", "d", "e"])
        #expect(
            entries.items["a"]
                == Item(id: "a", title: "Lamp", categories: ["home"], hidden: true))
        #expect(entries.items["d"]?.labels.json.description == #"{"price":2.5}"#)
        #expect(entries.removed == ["c", "e"])
        #expect(try await items.count() == 3)
        #expect(try await editor.apply([]).isEmpty)
    }

    @Test(arguments: Backing.allCases)
    func `the newest value wins over batches, and an edit in between keeps its time`(
        backing: Backing
    ) async throws {
        let items = try await backing.make().items
        let editor = try #require(items as? any ItemEditor)
        func price(_ value: Double, at seconds: Int64) -> ItemChange {
            ItemChange(
                id: "a", edits: [.label("pri.ce", .number(value))],
                time: Timestamp(seconds: seconds))
        }
        _ = try await editor.apply([price(2, at: 20), price(1, at: 10)])
        #expect(try await items.update("a") { $0.title = "Lamp" })
        #expect(try await editor.apply([price(1, at: 15)]) == ["a": .unchanged])
        let found = try await items.items(["a"])["a"]
        #expect(found?.labels.json.description == #"{"pri.ce":2.0}"#)
        #expect(found?.title == "Lamp")
        #expect(try await editor.apply([price(5, at: 30)]) == ["a": .changed])
    }

    @Test(arguments: Backing.allCases)
    func `changes of one item at once lose nothing`(backing: Backing) async throws {
        let items = try await backing.make().items
        let editor = try #require(items as? any ItemEditor)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<8 {
                group.addTask {
                    _ = try await editor.apply([
                        ItemChange(id: "a", edits: [.label("l\(number)", .integer(1))])
                    ])
                }
            }
            try await group.waitForAll()
        }
        guard case .object(let members)? = try await items.items(["a"])["a"]?.labels.json else {
            Issue.record("there are no labels")
            return
        }
        #expect(Set(members.map(\.name)) == Set((0..<8).map { "l\($0)" }))
    }
}

/// Conformance of a log from which behaviors are withdrawn.
@Suite(.store)
struct WithdrawalTests {
    @Test(arguments: Backing.allCases)
    func `exactly these behaviors go, and the weights follow`(backing: Backing) async throws {
        let made = try await backing.make()
        let log = (0..<30).map { click("user\($0 % 3)", "item\($0 % 5)", at: $0) }
        _ = try await made.behaviors.append(log)
        _ = try await made.weights.weights(of: "user0")
        let gone = log.enumerated().filter { $0.offset % 2 == 0 }.map(\.element)
        #expect(try await made.editor.withdraw(gone) == gone.count)
        #expect(try await made.editor.withdraw(gone) == 0)
        let left = log.enumerated().filter { $0.offset % 2 == 1 }.map(\.element)
        let newest = try await made.behaviors.newest(100, of: "user0", until: .latest)
        #expect(Set(newest) == Set(left.filter { $0.user == "user0" }))
        #expect(try await made.behaviors.count().behaviors == left.count)
    }

    @Test(arguments: Backing.allCases)
    func `another behavior under the same event id stays`(backing: Backing) async throws {
        let made = try await backing.make()
        var kept = click("ann", "a", at: 1)
        kept.event = EventID(unchecked: "e1")
        _ = try await made.behaviors.append([kept])
        var other = kept
        other.item = "b"
        #expect(try await made.editor.withdraw([other]) == 0)
        #expect(try await made.behaviors.count().behaviors == 1)
    }
}
