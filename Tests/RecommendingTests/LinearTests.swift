import Interest
import Testing

@testable import Recommending

struct LinearTests {
    private func trained(
        _ log: TrainingLog, _ parameters: Linear.Parameters, workers: Int = 2
    ) throws -> Linear {
        try Linear.trained(on: log, workers: workers) { $0.linear = parameters }
    }

    /// (G + λ)⁻¹ by elimination, from the pairs counted one by one.
    private func plainWeights(_ words: [String], ridge: Double) -> [[Double]] {
        let letters = Set(words.joined()).sorted()
        var matrix = letters.map { first in
            letters.map { second in
                Double(words.count { $0.contains(first) && $0.contains(second) })
                    + (first == second ? ridge : 0)
            }
        }
        var inverse = letters.indices.map { row in
            letters.indices.map { row == $0 ? 1.0 : 0 }
        }
        for pivot in letters.indices {
            let scale = matrix[pivot][pivot]
            matrix[pivot] = matrix[pivot].map { $0 / scale }
            inverse[pivot] = inverse[pivot].map { $0 / scale }
            for row in letters.indices where row != pivot {
                let factor = matrix[row][pivot]
                matrix[row] = zip(matrix[row], matrix[pivot]).map { $0 - factor * $1 }
                inverse[row] = zip(inverse[row], inverse[pivot]).map { $0 - factor * $1 }
            }
        }
        return letters.indices.map { row in
            letters.indices.map {
                row == $0 ? 0 : -inverse[row][$0] / inverse[$0][$0]
            }
        }
    }

    let words = ["abc", "abd", "bcd", "acd", "ab", "cd", "dab"]

    @Test func `without a window the weights are the inverse's, worked by elimination`() throws {
        let wanted = plainWeights(words, ridge: 2)
        let model = try trained(log(words), .init(ridge: 2, activityHalfLife: nil))
        for (row, weights) in wanted.enumerated() {
            for (column, weight) in weights.enumerated() where row != column {
                let found = model.weights.similarity(of: row, to: column) ?? 0
                #expect((found - weight).magnitude < 1e-6)
            }
        }
    }

    @Test func `a window makes what lies far apart say less`() throws {
        let far = log(["axxxxxxb", "axxxxxxb", "ac", "ac", "b", "c"])
        let plain = try trained(far, .init(ridge: 1, activityHalfLife: nil))
        let windowed = try trained(far, .init(ridge: 1, activityHalfLife: 1))
        let (a, b) = (try #require(far.items.place(of: item("a"))), far.items.place(of: item("b")))
        let place = try #require(b)
        let before = try #require(plain.weights.similarity(of: a, to: place))
        #expect(try #require(windowed.weights.similarity(of: a, to: place)) < before)
    }

    @Test func `the parts add up to the score`() throws {
        let model = try trained(try TrainingLog.generated(seed: 3), .init())
        let request = RecommendationRequest(
            interests: model.items.ids.prefix(5).map {
                ItemWeight(item: $0, weight: 0.7, last: .earliest)
            }, explains: true)
        let found = model.recommend(request)
        #expect(!found.isEmpty)
        for one in found { #expect(one.parts.reduce(0) { $0 + $1.share } == one.score) }
    }

    @Test func `the payload reads back as the same model on any machine`() throws {
        let log = try TrainingLog.generated(seed: 4)
        let payload = try trained(log, .init(), workers: 1).encode()
        #expect(try trained(log, .init(), workers: 3).encode() == payload)
        #expect(try Linear(decoding: payload).encode() == payload)
        #expect(throws: ModelError.self) { try Linear(decoding: Array(payload.dropLast())) }
        #expect(throws: ModelError.self) { try ItemNeighbors(decoding: payload) }
    }

    @Test func `only the largest weights are kept`() throws {
        let model = try trained(log(words), .init(ridge: 2, weightsMax: 2))
        #expect(model.weights.neighbors.count == 2 * model.items.count)
    }

    /// a, b and c occur most; the others are left out, whatever stands before them.
    @Test func `with more items than there is room the most behaved-on are solved for`() throws {
        let words = ["abcx", "abcy", "abc", "ab", "0bc"]
        let model = try trained(log(words), .init(ridge: 2, activityHalfLife: nil, itemsMax: 3))
        let alone = plainWeights(
            words.map { $0.filter { "abc".contains($0) } }, ridge: 2)
        #expect(model.items.count == 6)
        for place in 0..<6 {
            for other in 0..<6 where place != other {
                let isSolved = 1...3 ~= place && 1...3 ~= other
                let found = model.weights.similarity(of: place, to: other) ?? 0
                let off = isSolved ? found - alone[place - 1][other - 1] : found
                #expect(off.magnitude < 1e-6)
            }
        }
        #expect(
            model.findings["remark"]
                == "linear knows the 3 items with the most behaviors of 6: its matrix has room "
                + "for no more")
        #expect(try trained(log(words), .init()).findings.isEmpty)
    }

    @Test func `weights in doubles and those that are kept score the same`() throws {
        let log = try TrainingLog.generated(seed: 5)
        for itemsMax in [20, 4000] {
            let parameters = Linear.Parameters(itemsMax: itemsMax)
            let solved = try LinearWeights(log, by: parameters, control: .init())
            let model = try trained(log, parameters)
            let readings = Readings(
                [Reading(place: 3, weight: 0.5), Reading(place: 17, weight: 2)])
            var (one, other) = (Scores(count: log.items.count), Scores(count: log.items.count))
            solved.score(readings, into: &one)
            model.score(readings, into: &other)
            for place in 0..<log.items.count {
                #expect((one[place] - other[place]).magnitude < 1e-6)
            }
        }
    }

    @Test func `an empty log, dislikes, one item`() throws {
        #expect(throws: ModelError.emptyLog) { try trained(log([]), .init()) }
        var builder = TrainingLogBuilder(gains: Gains(rules: [.click: .fixed(-1)]))
        try builder.append(behaviors(["ab"])[0])
        let disliked = builder.finish()
        #expect(throws: ModelError.nothingLiked) { try trained(disliked, .init()) }
        let alone = try trained(log(["aa"]), .init())
        #expect(alone.recommend(.init(interests: interests(["a": 1]))).isEmpty)
    }

    @Test(arguments: [
        Linear.Parameters(ridge: 0), .init(ridge: .nan), .init(activityHalfLife: 0),
        .init(weightsMax: 0), .init(itemsMax: 0), .init(itemsMax: Linear.itemsMax + 1),
    ])
    func `a parameter out of range is named`(_ parameters: Linear.Parameters) {
        let error = #expect(throws: ModelError.self) { try trained(log(["ab"]), parameters) }
        #expect(error?.code == .parameter)
    }
}
