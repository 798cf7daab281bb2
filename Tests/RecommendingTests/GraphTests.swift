import Interest
import Testing

@testable import Recommending

struct GraphTests {
    private func trained(
        _ words: [String], _ parameters: Graph.Parameters, workers: Int = 2
    ) throws -> Graph {
        try Graph.trained(on: log(words), workers: workers) { $0.graph = parameters }
    }

    /// P and its powers by plain loops over a dense matrix.
    private func plain(_ words: [String], layers: Int, damping: Double) -> [[Double]] {
        let letters = Set(words.joined()).sorted()
        let links = words.map { word in letters.map { word.contains($0) ? 1.0 : 0 } }
        let ofItems = letters.indices.map { item in links.reduce(0) { $0 + $1[item] } }
        let step = letters.indices.map { one in
            letters.indices.map { other in
                one == other
                    ? 0
                    : links.reduce(0.0) { sum, user in
                        sum + user[one] * user[other] / user.reduce(0, +)
                            / (ofItems[one] * ofItems[other]).squareRoot()
                    }
            }
        }
        var (power, sum, factor) = (step, step, 1.0)
        for _ in 1..<layers {
            power = letters.indices.map { one in
                letters.indices.map { other in
                    one == other
                        ? 0
                        : letters.indices.reduce(0.0) { $0 + power[one][$1] * step[$1][other] }
                }
            }
            factor *= damping
            for one in letters.indices {
                for other in letters.indices { sum[one][other] += factor * power[one][other] }
            }
        }
        return sum
    }

    private let words = ["abc", "bcd", "de", "ef", "af", "bd"]

    @Test(arguments: [1, 2, 3])
    func `the weights are those of plain loops`(_ layers: Int) throws {
        let wanted = plain(words, layers: layers, damping: 0.5)
        let model = try trained(words, .init(layers: layers, activityHalfLife: nil))
        for (one, row) in wanted.enumerated() {
            for (other, weight) in row.enumerated() {
                let off = (model.rows.similarity(of: one, to: other) ?? 0) - weight
                #expect(off.magnitude < 1e-6)
            }
        }
    }

    @Test func `a second step reaches what nobody had together`() throws {
        let chain = ["ab", "bc"]
        let one = try trained(chain, .init(layers: 1))
        let two = try trained(chain, .init(layers: 2))
        let request = RecommendationRequest(
            interests: interests(["a": 1]), excluded: [item("a")], explains: true)
        #expect(one.recommend(request).map(\.item.text) == ["b"])
        #expect(two.recommend(request).map(\.item.text) == ["b", "c"])
        for found in two.recommend(request) {
            #expect(found.parts.reduce(0) { $0 + $1.share } == found.score)
        }
    }

    @Test func `what lies long ago in a history says less`() throws {
        let words = ["axxxxxb", "ab", "a", "b"]
        let plain = try trained(words, .init(layers: 1, activityHalfLife: nil))
        let faded = try trained(words, .init(layers: 1, activityHalfLife: 1))
        let (x, b) = (2, 1)
        let before = try #require(plain.rows.similarity(of: 0, to: x))
        let after = try #require(faded.rows.similarity(of: 0, to: x))
        #expect(after < before)
        #expect(try #require(faded.rows.similarity(of: b, to: x)) > after)
    }

    @Test func `truncation keeps the largest, a busy user's newest`() throws {
        let model = try trained(words, .init(weightsMax: 2))
        #expect((0..<6).allSatisfy { model.rows.starts[$0 + 1] - model.rows.starts[$0] <= 2 })
        let newest = try trained(["abcdef"], .init(layers: 1, itemsMax: 2))
        #expect(
            newest.recommend(.init(interests: interests(["e": 1, "a": 1]))).map(\.item.text)
                == ["f"])
    }

    @Test func `the payload reads back as the same model on any machine`() throws {
        let log = try TrainingLog.generated(seed: 4)
        let payload = try Graph.trained(on: log, workers: 1).encode()
        #expect(try Graph.trained(on: log, workers: 3).encode() == payload)
        #expect(try Graph(decoding: payload).encode() == payload)
    }

    @Test(arguments: [
        Graph.Parameters(layers: 0), .init(layers: 9), .init(damping: .nan), .init(weightsMax: 0),
        .init(activityHalfLife: 0), .init(itemsMax: 0),
    ])
    func `a parameter out of range is named`(_ parameters: Graph.Parameters) {
        let error = #expect(throws: ModelError.self) { try trained(["ab"], parameters) }
        #expect(error?.code == .parameter)
    }
}
