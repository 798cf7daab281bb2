import Harness
import Testing

@testable import Interest

struct WeightsTests {
    let user = UserID(unchecked: "u")
    let item = ItemID(unchecked: "i")

    @Test func `a fresh profile weighs nothing`() {
        #expect(Weights().top(5, at: .earliest, by: ExponentialLaw.standard).isEmpty)
    }

    @Test func `half is left after a half-life, exactly`() throws {
        let law = try ExponentialLaw([.init(halfLife: .days(3))])
        let start = Timestamp(seconds: 1_365_029_107)
        var weights = Weights()
        let behavior = Behavior(user: user, item: item, action: .click, time: start)
        weights.fold([behavior], by: law, gains: .standard)
        let now = weights.weights(at: start, by: law)[0]
        let later = weights.weights(at: start + .days(3), by: law)[0]
        #expect((now - 1).magnitude <= 4e-16)
        #expect(later == now / 2)
    }

    /// A read looks for negligible weights only where there can be any. Both ways must say the
    /// same, above all where the least number is close to the border, is zero or is -0.
    @Test(arguments: 1...4)
    func `negligible weights read as zero, whichever way they are read`(count: Int) throws {
        let law = try ExponentialLaw(
            (0..<count).map {
                .init(halfLife: .days(Int64(1 + $0)), coefficient: 1 / Double(count))
            })
        var random = SplitMix64(seed: 5)
        var isFlushed: Set<Bool> = []
        for round in 0..<2000 {
            let low = Int.random(in: -700 ... -1, using: &random)
            let states = (0..<count).map { _ in
                (0..<9).map { _ in Self.number(from: low, using: &random) }
            }
            let weights = Self.weights(states, law)
            let time = weights.frame.newest + .hours(Int64.random(in: 0..<4000, using: &random))
            let moment = Moment(time: time, activity: 1)
            let factors = law.factors(at: moment, in: weights.frame)
            let expected = (0..<9).map { index in
                let sum = (0..<count).reduce(0) { $0 + states[$1][index] * factors[$1] }
                return sum.magnitude < negligible ? 0 : sum
            }
            let read = weights.weights(at: time, by: law)
            #expect(read.map(\.bitPattern) == expected.map(\.bitPattern), "round \(round)")
            isFlushed.insert(read.contains(0))
        }
        #expect(isFlushed.count == 2, "both kinds of document came up")
    }

    @Test func `what two numbers leave of each other can be negligible though neither is`() throws {
        let law = try ExponentialLaw([
            .init(halfLife: .days(1), coefficient: 0.5),
            .init(halfLife: .days(1), coefficient: 0.5),
        ])
        let weights = Self.weights([[0x1p-480], [-0x1.00000000010p-480]], law)
        #expect(weights.weights(at: weights.frame.newest, by: law) == [0])
    }

    private static func number(from low: Int, using random: inout SplitMix64) -> Double {
        switch Int.random(in: 0..<24, using: &random) {
        case 0: 0
        case 1: -0.0
        default:
            Double.random(in: -2...2, using: &random)
                * Exponential.power(Int.random(in: low...0, using: &random))
        }
    }

    private static func weights(_ states: [[Double]], _ law: ExponentialLaw) -> Weights {
        let newest = Timestamp(seconds: 1_365_029_107)
        let landmarks = law.landmarks(at: Moment(time: newest, activity: 1))
        let items = states[0].indices.map { ItemID(unchecked: "i\($0)") }
        return Weights(
            frame: Frame(activity: 1, oldest: newest, newest: newest, landmarks: landmarks),
            items: items, lasts: items.map { _ in newest }, states: states)
    }
}
