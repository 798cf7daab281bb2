import Interest
import Testing

@testable import Recommending

struct UserNeighborsTests {
    /// Users 1 and 2 like a and b, user 3 likes c and d; user 2 likes e besides.
    private func model(
        _ change: (inout TrainingParameters) -> Void = { _ in }
    ) throws -> UserNeighbors {
        try UserNeighbors.trained(on: log(["ab", "abe", "cd"]), change)
    }

    private func found(_ model: UserNeighbors, _ liked: [ItemWeight]) -> [String: Double] {
        let all = model.recommend(.init(interests: liked, count: 100))
        return Dictionary(uniqueKeysWithValues: all.map { ($0.item.text, $0.score) })
    }

    /// Profiles: 1 (1, 1)/√2, 2 (1, 1, 1)/√3, 3 (1, 1)/√2. Who likes a is alike 1/√2, 1/√3, 0.
    @Test func `scores are those worked by hand`() throws {
        let scores = found(try model(), interests(["a": 2]))
        #expect(scores.keys.sorted() == ["a", "b", "e"])
        for (name, wanted) in ["a": 5.0 / 6, "b": 5.0 / 6, "e": 1.0 / 3] {
            #expect(((scores[name] ?? 0) - wanted).magnitude < 1e-6)
        }
    }

    @Test func `only the most alike speak`() throws {
        let model = try model { $0.userNeighbors.neighborsMax = 1 }
        #expect(found(model, interests(["a": 1, "b": 1])).keys.sorted() == ["a", "b"])
        let other = found(model, interests(["a": 1, "e": 1]))
        #expect(other.keys.sorted() == ["a", "b", "e"])
    }

    @Test func `profiles fade by the law of the store`() throws {
        var faded = log(["ab", "ac"])
        faded.law = try LawText(parsing: "exponential 1b").law
        let scores = found(try UserNeighbors.trained(on: faded), interests(["b": 1]))
        // User 1: a 1/2, b 1, of length √(5/4).
        #expect(((scores["a"] ?? 0) - 0.4).magnitude < 1e-6)
    }

    @Test func `the parts add up to the score, dislikes too`() throws {
        let model = try UserNeighbors.trained(on: .generated(seed: 9))
        let liked = model.items.ids.prefix(9).enumerated().map {
            ItemWeight(item: $1, weight: $0 == 4 ? -0.4 : 1 / Double($0 + 1), last: .earliest)
        }
        let found = model.recommend(.init(interests: liked, count: 20, explains: true))
        #expect(found.count == 20)
        for one in found {
            let sum = one.parts.reduce(0) { $0 + $1.share }
            #expect((sum - one.score).magnitude <= 1e-6 * one.score)
        }
    }

    @Test func `profiles keep the strongest, lists the users they mean most to`() throws {
        let log = try TrainingLog.generated(seed: 9)
        let small = try UserNeighbors.trained(on: log) {
            $0.userNeighbors = .init(neighborsMax: 3, interestsMax: 2, usersMax: 1)
        }
        #expect(small.encode().count < (try UserNeighbors.trained(on: log)).encode().count)
        #expect(!small.recommend(.init(interests: interests(["i10000000": 1]))).isEmpty)
    }

    @Test func `the payload reads back as the same model on any machine`() throws {
        let log = try TrainingLog.generated(seed: 4)
        let payload = try UserNeighbors.trained(on: log, workers: 1).encode()
        #expect(try UserNeighbors.trained(on: log, workers: 3).encode() == payload)
        #expect(try UserNeighbors(decoding: payload).encode() == payload)
        #expect(throws: ModelError.self) { try UserNeighbors(decoding: Array(payload.dropLast())) }
    }
}
