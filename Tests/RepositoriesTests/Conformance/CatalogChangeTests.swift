import Harness
import Interest
import Mongo
import Testing

@testable import Repositories

/// Conformance of a catalog that reports its changes.
@Suite(.store)
struct CatalogChangeTests {
    private func item(_ text: String) -> ItemID { ItemID(unchecked: text) }

    @Test(arguments: Backing.allCases)
    func `each change names its item, whatever it was`(backing: Backing) async throws {
        let items = try await backing.make().items
        try await items.put([Item(id: item("before"))])
        let start = try await items.changes(since: .now, limit: 10)
        #expect(start.items.isEmpty && start.isWhole)
        try await items.put([Item(id: item("a")), Item(id: item("b"))])
        try await items.put([Item(id: item("a"), hidden: true)])
        _ = try await items.update(item("b")) { $0.title = "B" }
        _ = try await items.remove(item("before"))
        _ = try await items.remove(item("never"))
        var (found, mark) = ([ItemID](), start.mark)
        while true {
            let more = try await items.changes(since: mark, limit: 2)
            #expect(more.items.count <= 2)
            (found, mark) = (found + more.items, more.mark)
            if more.isWhole { break }
        }
        #expect(found == ["a", "b", "a", "b", "before", "never"].map(item))
        #expect(try await items.changes(since: mark, limit: 2).items.isEmpty)
    }

    @Test(arguments: Backing.allCases)
    func `a scan of entries has the marks of removed items`(backing: Backing) async throws {
        let items = try await backing.make().items
        try await items.put([Item(id: item("a"), categories: ["c"]), Item(id: item("b"))])
        _ = try await items.remove(item("b"))
        _ = try await items.remove(item("never"))
        try await items.scanEntries { entries in
            #expect(entries.items == [item("a"): Item(id: item("a"), categories: ["c"])])
            #expect(entries.removed == [item("b"), item("never")])
            return true
        }
    }

    @Test func `a place that the server does not know is lost`() async throws {
        let items = try await Backing.mongo.make().items
        let error = await #expect(throws: RepositoryError.self) {
            try await items.changes(since: .place("82000000010000000129"), limit: 1)
        }
        #expect(error?.code == .trimmed || error?.code == .refused)
    }

    @Test func `a catalog that was dropped whole has to be read again`() async throws {
        let repositories = try await Backing.mongo.make()
        try await repositories.items.put([Item(id: item("a"))])
        let mark = try await repositories.items.changes(since: .now, limit: 1).mark
        _ = try await LentStore.current.store.perform(DropCollection(Schema.items))
        let error = await #expect(throws: RepositoryError.self) {
            try await repositories.items.changes(since: mark, limit: 10)
        }
        #expect(error?.code == .trimmed)
    }
}
