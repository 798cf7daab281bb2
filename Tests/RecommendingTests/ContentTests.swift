import Interest
import Testing

@testable import Recommending

struct ContentTests {
    private let serving = [
        Item(id: item("a"), title: "The Godfather", categories: ["Crime", "Drama"]),
        Item(id: item("b"), title: "The Godfather Part II", categories: ["Crime", "Drama"]),
        Item(id: item("c"), title: "Amélie", categories: ["Comedy"], labels: ["paris"]),
        Item(id: item("d"), title: "Ratatouille", categories: ["Comedy"], labels: ["paris"]),
        Item(id: item("e"), title: "霸王别姬", categories: ["Drama"]),
        Item(id: item("f"), title: "西楚霸王", categories: ["War"]),
        Item(id: item("new"), title: "amelie 2"),
    ]

    private func model(_ words: [String] = ["ab", "cd"]) throws -> Content {
        var log = log(words)
        log.catalog = serving
        return try Content.trained(on: log)
    }

    private func like(_ name: String) throws -> [String] {
        try model().recommend(
            .init(interests: interests([name: 1]), excluded: [item(name)])
        ).map(\.item.text)
    }

    @Test func `what shares words and categories is found, the most alike first`() throws {
        #expect(try like("a").first == "b")
        #expect(try like("c").prefix(1) == ["d"])
        #expect(try like("e").contains("f"))
    }

    @Test func `an item that nobody met is found by its title`() throws {
        #expect(try like("c").contains("new"))
    }

    @Test func `what shares nothing is not found`() throws {
        #expect(try !like("a").contains("c"))
        #expect(try model().recommend(.init(interests: interests(["zz": 1]))).isEmpty)
    }

    @Test func `an item is like itself to the full, and likeness goes both ways`() throws {
        let model = try model()
        for name in ["a", "c", "e"] {
            let own = model.explain(item(name), for: .init(interests: interests([name: 1])))
            #expect((own[0].similarity - 1).magnitude < 1e-6)
        }
        let one = model.explain(item("b"), for: .init(interests: interests(["a": 1])))[0].similarity
        let other = model.explain(item("a"), for: .init(interests: interests(["b": 1])))[0]
            .similarity
        #expect((one - other).magnitude < 1e-9)
    }

    @Test func `the parts add up to the score`() throws {
        let request = RecommendationRequest(
            interests: interests(["a": 0.5, "c": 2, "e": -0.1]), explains: true)
        let found = try model().recommend(request)
        #expect(found.count >= 5)
        for one in found {
            let sum = one.parts.reduce(0) { $0 + $1.share }
            #expect((sum - one.score).magnitude < 1e-6)
        }
    }

    @Test func `a catalog without words says what is missing`() {
        var bare = log(["ab"])
        bare.catalog = [Item(id: item("a"))]
        let error = #expect(throws: ModelError.self) { try Content.trained(on: bare) }
        #expect(error?.code == .emptyLog)
        #expect(error?.message.contains("ebb import --items") == true)
    }

    @Test func `items without categories and titles do no harm`() throws {
        var log = log(["axy"])
        log.catalog = serving + [Item(id: item("x"))]
        #expect(
            try Content.trained(on: log).recommend(
                .init(interests: interests(["x": 1, "y": 1]))
            ).isEmpty)
    }

    @Test func `the payload reads back as the same model`() throws {
        let payload = try model().encode()
        #expect(try model().encode() == payload)
        #expect(try Content(decoding: payload).encode() == payload)
        for length in stride(from: 0, to: payload.count, by: 7) {
            #expect(throws: ModelError.self) {
                try Content(decoding: Array(payload.prefix(length)))
            }
        }
    }

    @Test(arguments: [
        ("The Good, the Bad & the Ugly", ["the", "good", "the", "bad", "the", "ugly"]),
        ("Don’t Look Now", ["dont", "look", "now"]), ("Ocean's 11", ["oceans", "11"]),
        ("AMÉLIE Ｆｕｌｌ", ["amelie", "full"]), ("Über-Größe", ["uber", "große"]),
        ("Part 2 B", ["part", "2"]), ("霸王别姬", ["霸王", "王别", "别姬"]), ("家", ["家"]),
        ("Avatar 阿凡达2", ["avatar", "阿凡", "凡达", "2"]),
        ("となりのトトロ", ["とな", "なり", "りの", "のト", "トト", "トロ"]), ("기생충", ["기생", "생충"]),
        ("Ёлки", ["елки"]), ("がき", ["がき"]), ("", []), ("—!…", []),
    ])
    func `text becomes words by one rule for all scripts`(_ text: String, _ words: [String]) {
        #expect(Tokens.of(text) == words)
    }

    @Test func `a text without end is cut`() {
        let long = String(repeating: "word ", count: 5000)
        #expect(Tokens.of(long).count == Tokens.charactersMax / 5)
    }
}
