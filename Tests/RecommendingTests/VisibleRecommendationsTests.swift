import Interest
import Repositories
import Synchronization
import Testing

@testable import Recommending

/// Which items the catalog allows at the moment of the request.
struct VisibleRecommendationsTests {
    private let now = Timestamp(seconds: 1_700_000_000)
    private let catalog = MemoryItemRepository()

    private func visible(_ ranking: [String]) -> VisibleRecommendations {
        let now = now
        return VisibleRecommendations(
            source: Ranking(items: ranking.map { item($0) }),
            catalog: CatalogFollower(catalog, now: { now }))
    }

    private func names(
        _ visible: VisibleRecommendations, _ request: RecommendationRequest,
        in categories: [String] = []
    ) async throws -> [String] {
        try await visible.recommend(request, CatalogFilter(categories: categories, time: now))
            .map(\.item.text)
    }

    @Test func `a change counts at once where nothing follows the catalog`()
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

    @Test func `a category of 20 among 50,000 items gives 20, page by page`() async throws {
        let ranking = (0..<50_000).map { "i\(100_000 + $0)" }
        try await catalog.put(
            ranking.enumerated().map { place, id in
                Item(
                    id: item(id), categories: place % 2500 == 2499 ? ["rare", "any"] : ["any"],
                    hidden: place == 4999)
            })
        let wanted = stride(from: 2499, to: 50_000, by: 2500).map { ranking[$0] }
            .filter { $0 != ranking[4999] }
        let counts = (0..<50_000).map { ($0, 50_000 - $0) }
        let log = counts.map { place, count in
            LiveBehavior(
                item: item(ranking[place]), time: now + .seconds(Int64(count)), arrival: now)
        }
        let serving = ServingModels()
        serving.learn(log)
        let visible = VisibleRecommendations(
            source: Recommendations(serving: serving),
            catalog: CatalogFollower(catalog, now: { [now] in now }))
        var found: [String] = []
        for offset in stride(from: 0, to: 20, by: 5) {
            found += try await names(
                visible, RecommendationRequest(interests: [], count: 5, offset: offset),
                in: ["rare"])
        }
        #expect(Set(found) == Set(wanted) && found.count == 19)
        let nowhere = try await names(
            visible, RecommendationRequest(interests: [], count: 5), in: ["rare", "nowhere"])
        #expect(nowhere.isEmpty)
    }

    @Test func `pages of a diverse list do not overlap, however deep`() async throws {
        let ranking = (0..<3000).map { "i\(10_000 + $0)" }
        try await catalog.put(
            ranking.enumerated().map { place, id in
                Item(id: item(id), categories: ["c\(place * place % 17)", "d\(place % 5)"])
            })
        let visible = visible(ranking)
        let filter = CatalogFilter(diversity: 0.5, time: now)
        var pages: [String] = []
        for offset in stride(from: 0, to: 3000, by: 250) {
            let request = RecommendationRequest(interests: [], count: 250, offset: offset)
            pages += try await visible.recommend(request, filter).map(\.item.text)
        }
        #expect(pages.count == 3000 && Set(pages).count == 3000)
        let whole = RecommendationRequest(interests: [], count: 3000)
        #expect(try await visible.recommend(whole, filter).map(\.item.text) == pages)
        #expect(pages != ranking)
    }
}

/// Gives the same items to everybody.
struct Ranking: RecommendationSource {
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
