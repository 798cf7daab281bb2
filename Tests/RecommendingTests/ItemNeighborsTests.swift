import Interest
import Testing

@testable import Recommending

// Four users, five items; the numbers say in which order:
//
//            a  b  c  d  e
//     1      1  2  3                 own counts       a 2   b 3   c 2   d 2   e 1
//     2      1  2     3              co-occurrence    ab 2  ac 1  ad 1  bc 2  bd 1  de 1
//     3         1  2                 with one between ac and ad; with none all others
//     4               1  2
struct ItemNeighborsTests {
    let log = RecommendingTests.log(["abc", "abd", "bc", "de"])

    /// Trains without shrinkage, so that the figures can be worked out by hand.
    private func trained(
        on log: TrainingLog, _ change: (inout ItemNeighbors.Parameters) -> Void = { _ in }
    ) throws -> ItemNeighbors {
        try ItemNeighbors.trained(on: log) {
            $0.itemNeighbors.shrinkage = 0
            change(&$0.itemNeighbors)
        }
    }

    private func similarities(_ model: ItemNeighbors, _ from: String) -> [String: Double] {
        let found = model.neighbors(of: item(from), count: 10)
        return Dictionary(
            uniqueKeysWithValues: found.map { ($0.because?.text ?? "", $0.similarity) })
    }

    private func close(_ found: [String: Double], _ wanted: [String: Double]) -> Bool {
        found.keys == wanted.keys
            && found.allSatisfy { (($0.value - (wanted[$0.key] ?? 0)).magnitude) < 1e-7 }
    }

    @Test func `without decay it is the cosine of the matrix`() throws {
        let model = try trained(on: log) { $0.activityHalfLife = nil }
        let (two, six) = (2.0.squareRoot(), 6.0.squareRoot())
        #expect(close(similarities(model, "a"), ["b": 2 / six, "c": 0.5, "d": 0.5]))
        #expect(close(similarities(model, "b"), ["a": 2 / six, "c": 2 / six, "d": 1 / six]))
        #expect(close(similarities(model, "d"), ["a": 0.5, "b": 1 / six, "e": 1 / two]))
        #expect(close(similarities(model, "e"), ["d": 1 / two]))
    }

    @Test func `a pair with one between counts half at a half-life of one`() throws {
        let model = try trained(on: log) { $0.activityHalfLife = 1 }
        let six = 6.0.squareRoot()
        #expect(close(similarities(model, "a"), ["b": 2 / six, "c": 0.25, "d": 0.25]))
        #expect(close(similarities(model, "c"), ["a": 0.25, "b": 2 / six]))
    }

    @Test func `a pair made an hour ago counts half at a half-life of an hour`() throws {
        let model = try trained(on: log) {
            $0.activityHalfLife = nil
            $0.halfLife = .hours(1)
        }
        // The newest behaviors are at hour 2. Pairs ab are at 1, ac and ad at 2.
        let (a, b, c, d) = (0.5, 1.25, 1.5, 1.25)
        let wanted = [
            "b": 1 / (a * b).squareRoot(), "c": 1 / (a * c).squareRoot(),
            "d": 1 / (a * d).squareRoot(),
        ]
        #expect(close(similarities(model, "a"), wanted))
    }

    @Test func `every pair of a user counts, and only the direction asked for`() throws {
        let model = try trained(on: RecommendingTests.log(["abab"])) { $0.activityHalfLife = 1 }
        // ab at 1, 2 and 3 apart: 1, 1/4, 1; ba once: 1. Each of both twice.
        #expect(close(similarities(model, "a"), ["b": 3.25 / 2]))
        #expect(model.pairs.similarity(of: 0, to: 1, .forward) == 2.25 / 2)
        #expect(model.pairs.similarity(of: 1, to: 0, .forward) == 1 / 2.0)
        #expect(model.pairs.similarity(of: 0, to: 0, .both) == 0.5 / 2)
    }

    @Test func `shrinkage takes trust from what few vouch for`() throws {
        let model = try trained(on: log) {
            $0.activityHalfLife = nil
            $0.shrinkage = 1
        }
        #expect(close(similarities(model, "e"), ["d": 1 / 6.0.squareRoot()]))
    }

    @Test func `recommends what goes with the interests, and says why`() throws {
        let model = try trained(on: log) { $0.activityHalfLife = nil }
        let found = model.recommend(
            RecommendationRequest(
                interests: interests(["a": 1, "d": 0.5]), excluded: [item("a"), item("d")],
                explains: true))
        #expect(found.map(\.item.text) == ["b", "c", "e"])
        #expect(found[0].parts.map(\.because) == [item("a"), item("d")])
        #expect((found[0].score - 2.5 / 6.0.squareRoot()).magnitude < 1e-7)
        #expect((found[2].score - 0.5 / 2.0.squareRoot()).magnitude < 1e-7)
    }

    @Test func `equal neighbors come in order of id`() throws {
        let model = try trained(on: log) { $0.activityHalfLife = nil }
        #expect(model.neighbors(of: item("a"), count: 3).map(\.because?.text) == ["b", "c", "d"])
    }

    @Test func `a bad rating makes no pair, nor parts one`() throws {
        let user = UserID(unchecked: "1")
        var builder = TrainingLogBuilder(gains: .standard)
        try builder.append([
            Behavior(user: user, item: item("a"), action: .click, time: .earliest),
            Behavior(user: user, item: item("x"), action: .rating, value: 1, time: .earliest),
            Behavior(user: user, item: item("b"), action: .click, time: .earliest),
        ])
        let model = try trained(on: builder.finish()) {
            $0.activityHalfLife = 1
        }
        #expect(close(similarities(model, "a"), ["b": 1]))
        #expect(close(similarities(model, "x"), [:]))
    }

    @Test func `a very busy user makes bounded work`() throws {
        let busy = String(repeating: "abcdefghij", count: 300)
        let parameters = ItemNeighbors.Parameters()
        #expect(parameters.strengths.count == 40)
        let model = try trained(on: RecommendingTests.log([busy]))
        #expect(similarities(model, "a").count == 9)
    }
}
