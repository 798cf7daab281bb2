import Interest
import Testing

@testable import Recommending

struct InterestsTests {
    /// Four people's clicks; a and b are dramas, c a drama and a comedy, d a comedy, e nothing.
    private func trained(
        breadth: Double = 0.5, catalog: [String: [String]] = Self.catalog
    ) throws -> Interests {
        var log = log(["abcd", "abc", "abe", "a"])
        log.catalog = catalog.map { Item(id: item($0.key), categories: $0.value) }
        return try Interests.trained(on: log) { $0.interests.breadth = breadth }
    }

    private static let catalog = [
        "a": ["drama"], "b": ["drama"], "c": ["comedy", "drama", "drama"], "d": ["comedy"],
        "unmet": ["drama"],
    ]

    private func scores(_ model: Interests, _ interests: [ItemWeight]) -> [String: Double] {
        Dictionary(
            uniqueKeysWithValues: model.recommend(.init(interests: interests, count: 100))
                .map { ($0.item.text, $0.score) })
    }

    /// Likes: a 4, b 3, c 2, d 1, e 1. Interests: b 1 and d 0.5, so drama 1 and comedy 0.5, halved
    /// by n = 2.
    @Test func `items count in full, and categories as their mean`() throws {
        let found = scores(try trained(), interests(["b": 1, "d": 0.5]))
        let wanted = [
            "a": 0.5 * 1 * 0.5, "b": 1 + 0.5 * (3.0 / 4).squareRoot() * 0.5,
            "c": 0.5 * (2.0 / 4).squareRoot() / 2 * (0.5 + 0.25),
            "d": 0.5 + 0.5 * (1.0 / 4).squareRoot() * 0.25,
        ]
        #expect(found.keys.sorted() == wanted.keys.sorted())
        for (name, score) in wanted { #expect(((found[name] ?? 0) - score).magnitude < 1e-7) }
    }

    @Test func `what one cares for more than half of the usual comes before all else`() throws {
        let found = try trained().recommend(.init(interests: interests(["b": 1, "d": 0.6])))
        #expect(found.map(\.item.text) == ["b", "d", "a", "c"])
    }

    @Test func `every score is its parts, to the bit`() throws {
        let catalog = Dictionary(
            uniqueKeysWithValues: (0..<40).map { number in
                ("i\(10_000_000 + number)", (0..<number % 4).map { "shelf\((number + $0) % 5)" })
            })
        var log = try TrainingLog.generated(seed: 4)
        log.catalog = catalog.map { Item(id: item($0.key), categories: $0.value) }
        let model = try Interests.trained(on: log)
        let liked = interests([
            "i10000001": 0.7, "i10000006": 0.31, "i10000007": -0.2, "i10000011": 1e-3,
        ])
        let found = model.recommend(.init(interests: liked, count: 100, explains: true))
        #expect(found.count > 10)
        for one in found {
            #expect(one.parts.reduce(0) { $0 + $1.share } == one.score)
            #expect(one.parts == model.explain(one.item, for: .init(interests: liked)))
            #expect(one.parts.allSatisfy { ($0.because == nil) != ($0.category == nil) })
        }
        #expect(found.contains { $0.parts.count > 2 })
    }

    @Test func `a category disliked speaks against what stands there`() throws {
        let found = scores(try trained(), interests(["b": 1, "d": -0.9]))
        let liked = scores(try trained(), interests(["b": 1]))
        #expect(found["c"] ?? 0 < liked["c"] ?? 0)
        #expect(found["d"] == nil)
    }

    @Test(arguments: [(0.0, Self.catalog), (0.5, [:])])
    func `without breadth or categories it is the interests alone`(
        _ breadth: Double, _ catalog: [String: [String]]
    ) throws {
        let found = scores(
            try trained(breadth: breadth, catalog: catalog), interests(["b": 1, "d": 0.5]))
        #expect(found == ["b": 1, "d": 0.5])
    }

    @Test(arguments: [-0.1, .nan, .infinity])
    func `a breadth out of range is named`(_ breadth: Double) {
        let error = #expect(throws: ModelError.self) { try trained(breadth: breadth) }
        #expect(error?.code == .parameter)
    }

    @Test func `the payload reads back, and damage is noticed`() throws {
        let payload = try trained().encode()
        #expect(try Interests(decoding: payload).encode() == payload)
        for length in 0..<payload.count {
            #expect(throws: ModelError.self) {
                try Interests(decoding: Array(payload.prefix(length)))
            }
        }
        for index in payload.indices {
            var damaged = payload
            damaged[index] ^= 0x10
            #expect(throws: ModelError.self) { try Interests(decoding: damaged) }
        }
    }

    @Test func `categories that do not fit the items are damage, whatever the checksum says`()
        throws
    {
        let rows = SparseRows(starts: [0, 1], columns: [7], values: [1])
        for (rows, categories) in [(rows, ["a"]), (SparseRows([[]]), ["b", "a"])] {
            var writer = PayloadWriter(name: Interests.name, version: Interests.version)
            writer.write(ItemIndex(ascending: [item("a")]))
            writer.write(categories)
            writer.write(rows)
            let payload = writer.sealed()
            let error = #expect(throws: ModelError.self) { try Interests(decoding: payload) }
            #expect(error?.code == .damaged)
        }
    }
}
