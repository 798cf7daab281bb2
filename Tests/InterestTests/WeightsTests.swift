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
}
