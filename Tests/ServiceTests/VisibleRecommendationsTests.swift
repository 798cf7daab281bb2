import Interest
import Repositories
import Synchronization
import Testing

@testable import Recommending

private func item(_ text: String) -> ItemID { ItemID(unchecked: text) }

/// What the catalog lets through, as it is at the moment of the request.
struct VisibleRecommendationsTests {
    private let now = Timestamp(seconds: 1_700_000_000)
    private let catalog = MemoryItemRepository()

    private func visible(_ ranking: [String]) -> VisibleRecommendations {
        let now = now
        return VisibleRecommendations(
            source: Ranking(items: ranking.map { item($0) }),
            cache: CatalogCache(catalog, now: { now }), catalog: catalog)
    }

    private func names(
        _ visible: VisibleRecommendations, _ request: RecommendationRequest,
        in categories: [String] = []
    ) async throws -> [String] {
        try await visible.recommend(request, CatalogFilter(categories: categories, time: now))
            .map(\.item.text)
    }

    @Test func `a change of the catalog counts at once, though the cache knew otherwise`()
        async throws
    {
        let visible = visible(["a", "b", "c", "d", "e", "f"])
        let request = RecommendationRequest(interests: [], count: 3)
        #expect(try await names(visible, request) == ["a", "b", "c"])
        // Behind the back of this cache, as another server does it.
        _ = try await catalog.remove(item("a"))
        try await catalog.put([Item(id: item("c"), hidden: true)])
        try await catalog.put([Item(id: item("d"), time: now + .seconds(60))])
        #expect(try await names(visible, request) == ["b", "e", "f"])
        var next = request
        next.offset = 1
        #expect(try await names(visible, next) == ["e", "f"])
    }

    @Test func `what was removed comes back when it is put, and by nothing else`() async throws {
        _ = try await catalog.remove(item("b"))
        let request = RecommendationRequest(interests: [], count: 3)
        #expect(try await names(visible(["a", "b"]), request) == ["a"])
        #expect(try await !catalog.update(item("b")) { $0.title = "B" })
        #expect(try await names(visible(["a", "b"]), request) == ["a"])
        try await catalog.put([Item(id: item("b"))])
        #expect(try await names(visible(["a", "b"]), request) == ["a", "b"])
    }

    @Test func `a short list is filled with the latest items, page by page`() async throws {
        try await catalog.put(
            (0..<40).map { number in
                Item(
                    id: item("n\(number)"), categories: number % 2 == 0 ? ["even"] : [],
                    time: number < 30 ? now - .seconds(Int64(number)) : nil)
            })
        try await catalog.put([Item(id: item("soon"), time: now + .seconds(5))])
        let visible = visible(["a", "n3"])
        var request = RecommendationRequest(
            interests: [], count: 5, excluded: [item("n1")], explains: true)
        let found = try await visible.recommend(request, CatalogFilter(time: now))
        #expect(found.map(\.item.text) == ["a", "n3", "n0", "n2", "n4"])
        #expect(
            found.map(\.recommender) == ["popular", "popular"]
                + .init(repeating: "latest", count: 3))
        for one in found { #expect(one.parts.reduce(0) { $0 + $1.share } == one.score) }
        #expect(found[2].score == 1_700_000_000)
        #expect(try await names(visible, request, in: ["even"]) == ["n0", "n2", "n4", "n6", "n8"])
        // All that there are: 41, without what is excluded and what has not come yet.
        request.explains = false
        request.count = 100
        let whole = try await names(visible, request)
        #expect(whole.count == 40 && Set(whole).count == 40)
        var pages: [String] = []
        for offset in stride(from: 0, to: 42, by: 7) {
            request.offset = offset
            request.count = 7
            pages += try await names(visible, request)
        }
        #expect(pages == whole)
        request = RecommendationRequest(interests: [], count: 5, recommender: "popular")
        #expect(try await names(visible, request) == ["a", "n3"])
    }

    @Test func `requests that come while the catalog is asked travel together`() async throws {
        let catalog = SlowCatalog()
        let lookup = CatalogLookup(catalog)
        async let first = lookup.entries([item("a")])
        await catalog.waitUntilAsked()
        let others = (0..<20).map { number in
            Task { try await lookup.entries([item("b"), item("i\(number % 4)")]) }
        }
        while lookup.waiting < 20 { await Task.yield() }
        catalog.goOn()
        #expect(try await first.removed == [item("a")])
        for (number, other) in others.enumerated() {
            #expect(
                try await other.value.removed.isSuperset(of: [item("b"), item("i\(number % 4)")]))
        }
        #expect(catalog.questions.map(\.count) == [1, 5])
    }
}

/// Gives the same items to everybody.
private struct Ranking: RecommendationSource {
    let items: [ItemID]

    func recommend(_ request: RecommendationRequest) async throws -> [Recommendation] {
        let ranked = items.enumerated().filter { !request.excludes($0.element) }
        return ranked.dropFirst(request.offset).prefix(request.count).map { place, item in
            let score = 1 / Double(1 + place)
            return Recommendation(
                item: item, score: score, recommender: "popular",
                parts: request.explains ? [Part(because: nil, weight: 1, similarity: score)] : [])
        }
    }
}

/// A catalog whose first answer waits; it says that everything was removed.
private final class SlowCatalog: ItemRepository {
    private struct State {
        var questions: [[ItemID]] = []
        var isHeld = true
        var answering: CheckedContinuation<Void, Never>?
        var asking: CheckedContinuation<Void, Never>?
    }

    private let state = Mutex(State())

    var questions: [[ItemID]] { state.withLock(\.questions) }

    func waitUntilAsked() async {
        await withCheckedContinuation { continuation in
            let isAsked = state.withLock { state in
                if state.answering == nil { state.asking = continuation }
                return state.answering != nil
            }
            if isAsked { continuation.resume() }
        }
    }

    func goOn() {
        let answering = state.withLock { state in
            state.isHeld = false
            return state.answering.take()
        }
        answering?.resume()
    }

    func entries(_ ids: [ItemID]) async throws(RepositoryError) -> CatalogEntries {
        let isHeld = state.withLock { state in
            state.questions.append(ids)
            return state.isHeld
        }
        if isHeld {
            await withCheckedContinuation { continuation in
                let asking = state.withLock { state in
                    state.answering = continuation
                    return state.asking.take()
                }
                asking?.resume()
            }
        }
        return CatalogEntries(removed: Set(ids))
    }

    func put(_ items: [Item]) async throws(RepositoryError) {}
    func items(_ ids: [ItemID]) async throws(RepositoryError) -> [ItemID: Item] { [:] }
    func scan(_ take: @Sendable ([Item]) async throws -> Bool) async throws {}
    func count() async throws(RepositoryError) -> Int { 0 }
}
