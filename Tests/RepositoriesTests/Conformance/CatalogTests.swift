import Harness
import Interest
import Testing

@testable import Repositories

/// Conformance of a catalog with pages, search and edits.
@Suite(.store)
struct CatalogTests {
    private func labels(_ text: String) throws -> Labels {
        try Labels(JSON(reading: Array(text.utf8)[...]))
    }

    @Test(arguments: Backing.allCases)
    func `labels of any shape come back as they went in`(backing: Backing) async throws {
        let made = try await backing.make()
        let shapes = [
            "null", "[]", #""solo""#, "5", #"["b","a"]"#, "[0.5,1.0]", "[1,2,9007199254740993]",
            #"{"z":{"y":[1]},"a":null,"":"","$where":"1","a.b":{"$gt":"x"},"_id":"y"}"#,
        ]
        let items = try shapes.enumerated().map { number, shape in
            Item(id: ItemID(unchecked: "i\(number)"), labels: try labels(shape))
        }
        try await made.items.put(items)
        let found = try await made.items.items(items.map(\.id))
        for item in items {
            #expect(found[item.id]?.labels.json.description == item.labels.json.description)
        }
        let profile = Profile(id: "ann", labels: try labels(shapes[7]), comment: "hi")
        try await made.profiles.put([profile])
        #expect(try await made.profiles.profile(of: "ann") == profile)
    }

    @Test(arguments: Backing.allCases)
    func `pages go on behind an id, by bytes`(backing: Backing) async throws {
        let made = try await backing.make()
        let ids = ["a", "B", "é", "b", "$"]
        try await made.items.put(ids.map { Item(id: ItemID(unchecked: $0)) })
        try await made.profiles.put(ids.map { Profile(id: UserID(unchecked: $0)) })
        let first = try await made.items.page(after: nil, limit: 3)
        #expect(first.map(\.id.text) == ["$", "B", "a"])
        #expect(try await made.items.page(after: "a", limit: 3).map(\.id.text) == ["b", "é"])
        #expect(try await made.items.page(after: "é", limit: 3).isEmpty)
        #expect(try await made.items.page(after: nil, limit: 0).isEmpty)
        #expect(
            try await made.profiles.page(after: "B", limit: 2).map(\.id.text) == ["a", "b"])
        #expect(
            try await made.profiles.profiles(of: ["a", "x"]).keys.map(\.text) == ["a"])
    }

    @Test(arguments: Backing.allCases)
    func `a search finds whole words in title, categories and labels, in any case`(
        backing: Backing
    ) async throws {
        let items = try await backing.make().items
        try await items.put([
            Item(id: "1", title: "Alien: Resurrection (1997)", categories: ["Sci-Fi"]),
            Item(id: "2", title: "The ALIEN", labels: ["space"], hidden: true),
            Item(id: "3", title: "Inaliénable", labels: try labels(#"{"kin":["Alien"]}"#)),
            Item(id: "4", title: "千と千尋の神隠し"),
        ])
        func found(_ text: String, _ limit: Int = 10) async throws -> [String] {
            try await items.search(text, limit: limit).map(\.id.text)
        }
        #expect(try await found("alien") == ["1", "2", "3"])
        #expect(try await found("Alien", 2) == ["1", "2"])
        #expect(try await found("space alien") == ["2"])
        #expect(try await found("fi 1997") == ["1"])
        #expect(try await found("INALIÉNABLE") == ["3"])
        #expect(try await found("千尋") == ["4"])
        #expect(try await found("ali") == [])
        #expect(try await found("$where: .*") == [])
        #expect(try await found("-- !") == [])
        // The search words of an item follow its changes.
        #expect(try await items.update("1") { $0.title = "Aliens" })
        #expect(try await found("alien") == ["2", "3"])
        #expect(try await found("aliens") == ["1"])
    }

    @Test(arguments: Backing.allCases)
    func `the latest come first, and what is hidden never`(backing: Backing) async throws {
        let items = try await backing.make().items
        func item(_ id: String, _ time: Int64?, _ categories: [String] = [], hidden: Bool = false)
            -> Item
        {
            Item(
                id: ItemID(unchecked: id), categories: categories, hidden: hidden,
                time: time.map { Timestamp(seconds: $0) })
        }
        try await items.put([
            item("old", -5, ["x", "y"]), item("new", 50, ["y"]), item("twin", 50, ["x", "y"]),
            item("never", nil, ["x"]), item("secret", 90, hidden: true), item("ever", nil),
        ])
        #expect(
            try await items.latest(9, in: []).map(\.id.text)
                == ["twin", "new", "old", "never", "ever"])
        #expect(try await items.latest(2, in: []).map(\.id.text) == ["twin", "new"])
        #expect(try await items.latest(9, in: ["x", "y"]).map(\.id.text) == ["twin", "old"])
        #expect(try await items.latest(0, in: []).isEmpty)
    }

    @Test(arguments: Backing.allCases)
    func `an edit changes what there is, and only that`(backing: Backing) async throws {
        let made = try await backing.make()
        let item = Item(id: "i", title: "x", labels: ["l"], time: Timestamp(seconds: 5))
        try await made.items.put([item])
        try await made.profiles.put([Profile(id: "ann", labels: ["new"], comment: "hi")])
        #expect(try await made.items.update("i") { $0.categories.append("c") })
        var expected = item
        expected.categories = ["c"]
        #expect(try await made.items.items(["i"])["i"] == expected)
        #expect(try await made.profiles.update("ann") { $0.comment = "bye" })
        #expect(
            try await made.profiles.profile(of: "ann")
                == Profile(id: "ann", labels: ["new"], comment: "bye"))
        #expect(try await !made.items.update("none") { $0.title = "y" })
        #expect(try await !made.profiles.update("none") { $0.comment = "y" })
        #expect(try await made.items.count() == 1)
        #expect(try await made.items.remove("i"))
        #expect(try await !made.items.remove("i"))
        #expect(try await made.items.items(["i"]).isEmpty)
    }

    @Test(arguments: Backing.allCases)
    func `a removed item leaves a mark, which only a put takes away`(
        backing: Backing
    ) async throws {
        let items = try await backing.make().items
        let ids: [ItemID] = ["a", "b", "c", "d"]
        try await items.put(ids.map { Item(id: $0, title: "Heat", categories: ["x"]) })
        #expect(try await items.remove("b"))
        #expect(try await !items.remove("b"))
        #expect(try await !items.remove("never"))
        let entries = try await items.entries(ids + ["never", "other"])
        #expect(entries.removed == ["b", "never"])
        #expect(entries.items.keys.sorted() == ["a", "c", "d"])
        #expect(try await items.items(ids).count == 3)
        #expect(try await items.count() == 3)
        #expect(try await items.page(after: "a", limit: 2).map(\.id) == ["c", "d"])
        #expect(try await items.search("heat", limit: 9).map(\.id) == ["a", "c", "d"])
        #expect(try await items.latest(9, in: []).map(\.id) == ["d", "c", "a"])
        #expect(try await !items.update("b") { $0.title = "Ran" })
        let scanned = Collected<ItemID>()
        try await items.scan { batch in
            scanned.add(batch.map(\.id))
            return true
        }
        #expect(scanned.all == ["a", "c", "d"])
        try await items.put([Item(id: "b"), Item(id: "never")])
        #expect(try await items.entries(ids + ["never"]).removed.isEmpty)
        #expect(try await items.count() == 5)
    }

    @Test(arguments: Backing.allCases)
    func `the latest items up to a time have come by then`(backing: Backing) async throws {
        let items = try await backing.make().items
        try await items.put(
            [10, 20, 30].map { time in
                Item(id: ItemID(unchecked: "i\(time)"), time: Timestamp(seconds: time))
            } + [Item(id: "ever")])
        let found = try await items.latest(9, in: [], until: Timestamp(seconds: 20))
        #expect(found.map(\.id) == ["i20", "i10", "ever"])
    }

    @Test(arguments: Backing.allCases)
    func `removals at the same time are one`(backing: Backing) async throws {
        let items = try await backing.make().items
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<8 { group.addTask { _ = try await items.remove("i") } }
            try await group.waitForAll()
        }
        #expect(try await items.entries(["i"]).removed == ["i"])
        #expect(try await items.count() == 0)
    }

    @Test(arguments: Backing.allCases)
    func `edits at the same time are all seen`(backing: Backing) async throws {
        let items = try await backing.make().items
        try await items.put([Item(id: "i")])
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<8 {
                group.addTask {
                    let category = "c\(number)"
                    _ = try await items.update("i") { $0.categories.append(category) }
                }
            }
            try await group.waitForAll()
        }
        let categories = try await items.items(["i"])["i"]?.categories ?? []
        #expect(categories.sorted() == (0..<8).map { "c\($0)" })
    }
}
