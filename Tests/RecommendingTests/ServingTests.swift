import Interest
import Testing

@testable import Recommending

struct ServingTests {
    /// Popularity: c 3, a 2, b 2, d 2, e 1.
    private func popular() throws -> Popular {
        try Popular.trained(on: log(["cab", "dbc", "eacd"]))
    }

    private func names(_ request: RecommendationRequest) throws -> [String] {
        try popular().recommend(request).map(\.item.text)
    }

    @Test func `equal scores come by item id`() throws {
        let model = try Popular.trained(on: log(["cab", "dbc", "eacd"])) {
            $0.popular.halfLife = nil
        }
        let found = model.recommend(RecommendationRequest(interests: []))
        #expect(found.map(\.item.text) == ["c", "a", "b", "d", "e"])
        #expect(found.map(\.score) == [3, 2, 2, 2, 1])
    }

    @Test func `pages together are the whole`() throws {
        let model = try ItemNeighbors.trained(on: .generated(seed: 6))
        let liked = interests(["i10000000": 1, "i10000003": 0.3, "i10000007": 0.01])
        let whole = model.recommend(RecommendationRequest(interests: liked, count: 1000))
        var pages: [Recommendation] = []
        for offset in stride(from: 0, to: whole.count + 7, by: 7) {
            pages += model.recommend(
                RecommendationRequest(interests: liked, count: 7, offset: offset))
        }
        #expect(whole.count > 20)
        #expect(pages == whole)
    }

    @Test func `excluded and hidden items never come`() throws {
        #expect(try names(.init(interests: [], count: 2, excluded: [item("c")])).count == 2)
        let left = try names(
            .init(interests: [], excluded: [item("c")], only: ["b", "c", "d", "e"].map(item)))
        #expect(Set(left) == ["b", "d", "e"])
    }

    @Test(arguments: [(-1, 0), (0, 0), (0, 3), (5, 100), (5, .max), (.min, .min)])
    func `nothing asked, nothing given`(_ count: Int, _ offset: Int) throws {
        #expect(try names(.init(interests: [], count: count, offset: offset)).isEmpty)
    }

    @Test func `more than the catalog gives the catalog`() throws {
        #expect(try names(.init(interests: [], count: .max)).count == 5)
        #expect(try names(.init(interests: [], count: .max, offset: 4)).count == 1)
        #expect(try names(.init(interests: [], count: 9, offset: -4)).count == 5)
    }

    @Test func `weights that are no numbers and unknown items are skipped`() throws {
        let model = try ItemNeighbors.trained(on: log(["abc", "abd"]))
        let liked = interests(["a": 1])
        let odd = interests(["a": 1, "b": .nan, "c": .infinity, "zz": 2])
        #expect(
            model.recommend(.init(interests: odd)) == model.recommend(.init(interests: liked)))
    }

    @Test func `what speaks against an item keeps it away`() throws {
        let model = try ItemNeighbors.trained(on: log(["ab", "bc"]))
        let found = model.recommend(.init(interests: interests(["a": 0.1, "c": -1])))
        #expect(found.isEmpty)
    }

    @Test(arguments: 1...5 as ClosedRange<UInt64>)
    func `parts add up to the score to the last bit`(_ seed: UInt64) throws {
        let model = try ItemNeighbors.trained(on: .generated(seed: seed))
        var random = SplitMix(seed: seed)
        let liked = (0..<25).map { _ in
            ItemWeight(
                item: item("i\(10_000_000 + random.below(40))"), weight: random.unit() * 3,
                last: .earliest)
        }
        let found = model.recommend(
            RecommendationRequest(interests: liked, count: 100, explains: true))
        #expect(found.count > 10)
        for one in found {
            #expect(one.parts.reduce(0) { $0 + $1.share } == one.score)
            #expect(one.parts == model.explain(one.item, for: .init(interests: liked)))
        }
    }

    @Test func `the best are those of a full sort`() {
        var random = SplitMix(seed: 8)
        for limit in [0, 1, 2, 10, 99, 100, 500] {
            let all = (0..<100).map { Ranked(score: Double(random.below(20)), place: $0) }
            var best = BestRanked(limit: limit)
            for ranked in all.shuffled(using: &random) { best.take(ranked) }
            #expect(best.sorted() == Array(all.sorted().prefix(limit)))
        }
    }
}
