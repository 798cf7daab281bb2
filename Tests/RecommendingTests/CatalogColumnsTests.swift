import Interest
import Repositories
import Synchronization
import Testing

@testable import Recommending

/// The facts of the catalog in memory against the catalog.
struct CatalogColumnsTests {
    private let now = Timestamp(seconds: 1_700_000_000)
    private let catalog = MemoryItemRepository()

    private func follower() -> CatalogFollower { CatalogFollower(catalog, now: { [now] in now }) }

    /// What the columns must say, asked of the catalog itself.
    private func allowed(_ ids: [ItemID], _ filter: CatalogFilter) async throws -> Set<ItemID> {
        let entries = try await catalog.entries(ids)
        return Set(
            ids.filter { id in
                guard !entries.removed.contains(id) else { return false }
                guard let item = entries.items[id] else { return filter.categories.isEmpty }
                if item.hidden, !filter.showsHidden { return false }
                if let came = item.time {
                    if came > filter.time { return false }
                    if let ageMax = filter.ageMax, came + ageMax < filter.time { return false }
                }
                return filter.categories.allSatisfy { item.categories.contains($0) }
            })
    }

    private func filters() -> [CatalogFilter] {
        [
            CatalogFilter(time: now), CatalogFilter(showsHidden: true, time: now),
            CatalogFilter(categories: ["c1"], time: now),
            CatalogFilter(categories: ["c1", "c2", "c1"], ageMax: .days(2), time: now),
            CatalogFilter(ageMax: .days(1), time: now), CatalogFilter(categories: ["x"], time: now),
        ]
    }

    @Test(arguments: 0..<3) func `they follow every change`(seed: Int) async throws {
        var random = SplitMix(seed: UInt64(seed))
        let follower = follower()
        let ids = (0..<300).map { item("i\($0)") }
        for _ in 0..<30 {
            for _ in 0..<40 {
                let id = ids[Int.random(in: ids.indices, using: &random)]
                if Int.random(in: 0..<3, using: &random) == 0 {
                    _ = try await catalog.remove(id)
                } else {
                    let age = Int64.random(in: -20...80, using: &random)
                    let categories = (0..<4).filter { _ in Bool.random(using: &random) }
                    try await catalog.put([
                        Item(
                            id: id, categories: categories.map { "c\($0)" },
                            labels: Labels(words: ["w\(age)", "c0"]),
                            hidden: Int.random(in: 0..<5, using: &random) == 0,
                            time: age < -15 ? nil : now - .hours(age))
                    ])
                }
            }
            try await follower.look()
            for filter in filters() {
                let view = follower.columns.view(filter)
                #expect(view.isCurrent)
                let wanted = try await allowed(ids, filter)
                #expect(Set(ids.filter { view.allows($0) }) == wanted)
                if let list = view.list {
                    #expect(Set(list.filter { view.allows($0) }.map(view.id)) == wanted)
                    #expect(Set(list).count == list.count)
                }
            }
        }
    }

    @Test func `a request keeps the view that it began with`() async throws {
        try await catalog.put([Item(id: item("a"), categories: ["old"])])
        let follower = follower()
        try await follower.look()
        let before = follower.columns.view(CatalogFilter(categories: ["old"], time: now))
        try await catalog.put([Item(id: item("a"), categories: ["new"])])
        try await follower.check([item("a")])
        #expect(before.allows(item("a")))
        let after = follower.columns.view(CatalogFilter(categories: ["old"], time: now))
        #expect(!after.allows(item("a")) && after.list == [])
    }

    @Test func `words that come and go leave nothing behind`() {
        var terms = TermTable()
        for round in 0..<1000 {
            let numbers = ["a\(round)", "b\(round)"].map { terms.take($0) }
            #expect(numbers.allSatisfy { $0 < 2 })
            terms.giveBack(numbers)
        }
        #expect(terms.count == 0)
    }

    @Test func `a tenth of the catalog removed at once is gone after one look`() async throws {
        let count = 50_000
        try await catalog.put(
            (0..<count).map { Item(id: item("i\($0)"), categories: ["c\($0 % 7)"]) })
        let follower = follower()
        try await follower.look()
        for number in stride(from: 0, to: count, by: 10) {
            _ = try await catalog.remove(item("i\(number)"))
        }
        try await follower.look()
        let view = follower.columns.view(CatalogFilter(categories: ["c0"], time: now))
        #expect(view.isCurrent)
        #expect(view.list?.count == (0..<count).count { $0 % 7 == 0 && $0 % 10 != 0 })
        #expect(!view.allows(item("i70")) && view.allows(item("i77")))
    }

    @Test func `an item that is removed and put again each second is what it was last`()
        async throws
    {
        let follower = follower()
        for round in 0..<200 {
            if round % 2 == 0 {
                try await catalog.put([Item(id: item("a"), categories: ["c"])])
            } else {
                _ = try await catalog.remove(item("a"))
            }
            if round % 3 == 0 {
                try await follower.look()
            } else {
                try await follower.check([item("a")])
            }
            let view = follower.columns.view(CatalogFilter(categories: ["c"], time: now))
            #expect(view.allows(item("a")) == (round % 2 == 0))
        }
    }

    @Test func `a lost place reads the whole catalog again`() async throws {
        let stream = BreakingCatalog(catalog)
        try await catalog.put([Item(id: item("a")), Item(id: item("b"))])
        let follower = CatalogFollower(stream, now: { [now] in now })
        try await follower.look()
        #expect(follower.columns.status.isCurrent)
        stream.isBroken.withLock { $0 = true }
        try await catalog.put([Item(id: item("b"), hidden: true)])
        await #expect(throws: RepositoryError.self) { try await follower.look() }
        #expect(!follower.columns.status.isCurrent)
        // Lists are checked one by one meanwhile.
        let visible = VisibleRecommendations(
            source: Ranking(items: [item("a"), item("b")]), catalog: follower)
        let request = RecommendationRequest(interests: [], count: 2, recommender: "popular")
        let found = try await visible.recommend(request, CatalogFilter(time: now))
        #expect(found.map(\.item) == [item("a")])
        stream.isBroken.withLock { $0 = false }
        try await follower.look()
        #expect(follower.columns.status.isCurrent)
        let view = follower.columns.view(CatalogFilter(time: now))
        #expect(view.allows(item("a")) && !view.allows(item("b")))
    }
}

/// A catalog that loses the place in its changes.
private final class BreakingCatalog: ItemRepository {
    let isBroken = Mutex(false)
    private let catalog: MemoryItemRepository

    init(_ catalog: MemoryItemRepository) { self.catalog = catalog }

    func changes(
        since mark: ArrivalMark, limit: Int
    ) async throws(RepositoryError) -> CatalogChanges {
        if isBroken.withLock(\.self) { throw RepositoryError(.trimmed, "lost") }
        return try await catalog.changes(since: mark, limit: limit)
    }

    func put(_ items: [Item]) async throws(RepositoryError) { try await catalog.put(items) }
    func items(_ ids: [ItemID]) async throws(RepositoryError) -> [ItemID: Item] {
        try await catalog.items(ids)
    }
    func entries(_ ids: [ItemID]) async throws(RepositoryError) -> CatalogEntries {
        try await catalog.entries(ids)
    }
    func scan(_ take: @Sendable ([Item]) async throws -> Bool) async throws {
        try await catalog.scan(take)
    }
    func scanEntries(_ take: @Sendable (CatalogEntries) async throws -> Bool) async throws {
        try await catalog.scanEntries(take)
    }
    func count() async throws(RepositoryError) -> Int { try await catalog.count() }
}
