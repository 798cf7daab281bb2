import Algebra
import Harness
import Interest
import Repositories
import Synchronization
import Testing

@testable import Recommending

struct SemanticTests {
    /// Two directions: a, b and c near one, d and e near the other; "new" near the first.
    private static let vectors: KeyValuePairs<String, [Float]> = [
        "a": [1, 0, 0], "b": [1, 0.1, 0], "c": [1, 0, 0.2], "d": [0, 1, 0.1], "e": [0, 1, 0],
        "new": [1, 0.05, 0.05],
    ]

    private func log(_ words: [String] = ["ab", "de"]) throws -> TrainingLog {
        var log = RecommendingTests.log(words)
        for (name, vector) in Self.vectors { try log.vectors.add(vector, of: item(name)) }
        return log
    }

    private func found(_ weights: KeyValuePairs<String, Double>) throws -> [Recommendation] {
        try Semantic.trained(on: log()).recommend(
            .init(
                interests: interests(weights), excluded: Set(weights.map { item($0.key) }),
                explains: true))
    }

    @Test func `an item that nobody met is found by what it means`() throws {
        #expect(try found(["a": 1]).map(\.item.text).prefix(3).contains("new"))
        #expect(try !found(["d": 1]).map(\.item.text).contains("new"))
    }

    @Test func `a dislike takes away`() throws {
        let liked = try found(["a": 0.5, "d": 1]).map(\.item.text)
        let mixed = try found(["a": 0.5, "d": -1]).map(\.item.text)
        #expect(liked.contains("e"))
        #expect(!mixed.contains("e"))
    }

    @Test func `the parts add up to the score to the last bit`() throws {
        for one in try found(["a": 0.34, "b": 2, "d": 0.1]) {
            #expect(one.parts.reduce(0) { $0 + $1.share } == one.score)
        }
    }

    @Test func `a part is what is left times how alike both are`() throws {
        let model = try Semantic.trained(on: log())
        let own = model.explain(item("a"), for: .init(interests: interests(["a": 0.5])))
        #expect(own.count == 1)
        #expect(own[0].weight == 0.5)
        #expect((own[0].similarity - 1).magnitude < 2e-3)
    }

    @Test func `a model that was stored is the same to the bit`() throws {
        let model = try Semantic.trained(on: log())
        let again = try Semantic(decoding: model.encode())
        let request = RecommendationRequest(interests: interests(["a": 1, "e": 0.3]))
        #expect(again.recommend(request) == model.recommend(request))
        #expect(again.encode() == model.encode())
    }

    @Test func `a payload that is cut anywhere is an error`() throws {
        let payload = try Semantic.trained(on: log()).encode()
        for length in stride(from: 0, to: payload.count, by: 7) {
            #expect(throws: ModelError.self) { try Semantic(decoding: Array(payload[..<length])) }
        }
    }

    @Test func `without vectors it says what to do`() {
        let error = #expect(throws: ModelError.self) {
            try Semantic.trained(on: RecommendingTests.log(["ab"]))
        }
        #expect(error?.message.contains("ebb embed") == true)
    }

    @Test func `vectors of two lengths are refused by name`() throws {
        var vectors = ItemVectors()
        try vectors.add([1, 2], of: item("a"))
        let error = #expect(throws: ModelError.self) { try vectors.add([1], of: item("b")) }
        #expect(error?.message.contains("the item b has a vector of 1 numbers") == true)
    }

    @Test func `the strongest interests make the profile`() throws {
        var log = TrainingLogBuilder(gains: .standard).finish()
        var all: [ItemWeight] = []
        var random = SplitMix64(seed: 5)
        for number in 0..<(Semantic.interestsMax + 50) {
            let vector = (0..<8).map { _ in Float.random(in: -1...1, using: &random) }
            try log.vectors.add(vector, of: item("i\(number)"))
            all.append(
                ItemWeight(item: item("i\(number)"), weight: Double(number + 1), last: .earliest))
        }
        let model = try Semantic.trained(on: log)
        #expect(
            model.explain(item("i3"), for: .init(interests: all)).count == Semantic.interestsMax)
        #expect(!model.explain(item("i3"), for: .init(interests: all)).contains { $0.weight <= 50 })
    }

    @Test func `rows times a vector are what a plain loop gives`() {
        var random = SplitMix64(seed: 9)
        let values = (0..<7 * 33).map { _ in Float.random(in: -1...1, using: &random) }
        let rows = FloatRows(width: 33, values: values)
        let vector = (0..<33).map { _ in Float.random(in: -1...1, using: &random) }
        let block = rows.times(rows: 2..<5)
        for row in 0..<7 {
            let plain = (0..<33).reduce(0.0) { $0 + Double(values[row * 33 + $1] * vector[$1]) }
            #expect((Double(rows.times(vector)[row]) - plain).magnitude < 1e-4)
            let other = rows.product(3, row)
            #expect((Double(block[7 + row]) - other).magnitude < 1e-4)
        }
    }
}

struct TextInLinearTests {
    private func log() throws -> TrainingLog {
        var log = RecommendingTests.log(["abc", "abd", "bcd", "acd"])
        let vectors: KeyValuePairs<String, [Float]> = [
            "a": [1, 0], "b": [0.9, 0.1], "c": [0, 1], "d": [0.1, 0.9], "x": [1, 0.05],
        ]
        for (name, vector) in vectors { try log.vectors.add(vector, of: item(name)) }
        return log
    }

    @Test func `without a weight texts change nothing, to the bit`() throws {
        let plain = try Linear.trained(on: RecommendingTests.log(["abc", "abd", "bcd", "acd"]))
        let text = try Linear.trained(on: log()) { $0.linear.textWeight = 0 }
        #expect(plain.encode() == text.encode())
    }

    @Test func `the solution zeroes the gradient of its objective`() throws {
        let log = try log()
        let (ridge, drawn, textRidge) = (2.0, 3.0, 0.5)
        func weights(_ textWeight: Double, _ ridge: Double) throws -> [[Double]] {
            let model = try Linear.trained(on: log) {
                $0.linear.activityHalfLife = nil
                $0.linear.ridge = ridge
                $0.linear.textWeight = textWeight
                $0.linear.textRidge = textRidge
            }
            return (0..<4).map { row in
                (0..<4).map { model.weights.similarity(of: row, to: $0) ?? 0 }
            }
        }
        let pulled = try weights(drawn, ridge)
        // With a weight beyond all measure only the texts are left: C.
        let texts = try weights(1e8, ridge)
        // The pairs of letters that stand together in a word, and on the diagonal the letters.
        let words = ["abc", "abd", "bcd", "acd"]
        let letters = Array("abcd")
        let gram = letters.map { one in
            letters.map { other in
                Double(words.count { $0.contains(one) && $0.contains(other) })
            }
        }
        // (G + λ + λ_E)·B - G - λ_E·C is a multiple of the unit vector in each column, off the
        // diagonal 0.
        for row in 0..<4 {
            for column in 0..<4 where row != column {
                var sum = (ridge + drawn) * pulled[row][column] - gram[row][column]
                for inner in 0..<4 { sum += gram[row][inner] * pulled[inner][column] }
                sum -= drawn * texts[row][column]
                #expect(sum.magnitude < 1e-4)
            }
        }
    }

    @Test func `an item that nobody met gets weights from its text`() throws {
        let log = try log().includingVectors()
        let model = try Linear.trained(on: log) {
            $0.linear.textWeight = 50
            $0.linear.textRidge = 0.5
        }
        let found = model.recommend(
            .init(interests: interests(["a": 1]), excluded: [item("a")]))
        #expect(found.map(\.item.text).contains("x"))
    }

    @Test func `neighbors by meaning give way to behavior`() throws {
        var log = RecommendingTests.log(Array(repeating: "ab", count: 20))
        for (name, vector): (String, [Float]) in [
            ("a", [1, 0, 0]), ("b", [0.9, 0.1, 0]), ("x", [0.9, 0, 0.1]), ("z", [0, 1, 1]),
        ] {
            try log.vectors.add(vector, of: item(name))
        }
        let model = try MeaningNeighbors(log.includingVectors(), control: TrainingControl())
        let items = log.includingVectors().items
        let a = try #require(items.place(of: item("a")))
        let b = try #require(items.place(of: item("b")))
        let x = try #require(items.place(of: item("x")))
        let known = try #require(model.rows.similarity(of: a, to: b))
        let new = try #require(model.rows.similarity(of: a, to: x))
        #expect(new > 3 * known)
    }
}

struct CatalogEmbedderTests {
    /// Answers with the length of each text, and counts its calls.
    private final class Counting: Embedding {
        let space: EmbeddingSpace
        private let sent = Mutex<[String]>([])
        private let width: Int

        init(_ model: String = "m", width: Int = 2) {
            space = EmbeddingSpace(model: model)
            self.width = width
        }

        var texts: [String] { sent.withLock { $0 } }

        func vectors(of texts: [String]) async throws(LargeModelError) -> EmbeddedTexts {
            sent.withLock { $0 += texts }
            return EmbeddedTexts(
                vectors: texts.map { text in
                    [Float(text.count)] + Array(repeating: 1, count: width - 1)
                }, tokens: 0)
        }
    }

    private func catalog(_ items: [Item]) async throws -> MemoryItemRepository {
        let catalog = MemoryItemRepository()
        try await catalog.put(items)
        return catalog
    }

    private let items = (0..<10).map { Item(id: item("i\($0)"), title: "Title \($0)") }

    @Test func `each text is embedded once, and a changed title again`() async throws {
        let store = MemoryEmbeddingRepository()
        let model = Counting()
        let embedder = CatalogEmbedder(model, into: store, limits: .init(batch: 3))
        var report = try await embedder.run(over: catalog(items))
        #expect(report.embedded == 10)
        #expect(try await store.space() == model.space)
        var changed = items
        changed[4].title = "Another"
        report = try await embedder.run(over: catalog(changed))
        #expect(report.known == 9)
        #expect(report.embedded == 1)
        #expect(model.texts.count == 11)
    }

    @Test func `a budget stops a run, and the next one goes on`() async throws {
        let store = MemoryEmbeddingRepository()
        try await store.use(EmbeddingSpace(model: "before"))
        let model = Counting()
        let first = try await CatalogEmbedder(
            model, into: store, limits: .init(batch: 2, tokensMax: 20)
        ).run(over: catalog(items))
        #expect(first.tokens <= 20)
        #expect(first.left == 10 - first.embedded)
        #expect(first.left > 0)
        // The old space is read until the new one is complete.
        #expect(try await store.space()?.model == "before")
        let second = try await CatalogEmbedder(model, into: store, limits: .init())
            .run(over: catalog(items))
        #expect(second.known == first.embedded)
        #expect(second.left == 0)
        #expect(try await store.space()?.model == "m")
    }

    @Test func `items that bring a vector keep it, and silent ones are counted`() async throws {
        let own = Item(
            id: item("own"), title: "T",
            labels: try Labels(
                .object([.init(name: "embedding", value: .array([.integer(3), .number(0.5)]))])))
        let model = Counting()
        let store = MemoryEmbeddingRepository()
        let all = [own, Item(id: item("silent")), Item(id: item("said"), title: "S")]
        let report = try await CatalogEmbedder(model, into: store, limits: .init())
            .run(over: catalog(all))
        #expect((report.own, report.withoutText, report.embedded) == (1, 1, 1))
        #expect(model.texts == ["S"])
        let vectors = try await ItemVectors(of: all, from: store)
        #expect(vectors[item("own")] == [3, 0.5])
        #expect(vectors[item("said")] != nil)
        #expect(vectors.count == 2)
    }
}
