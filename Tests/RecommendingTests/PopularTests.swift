import Interest
import Testing

@testable import Recommending

struct PopularTests {
    private func click(_ name: String, _ day: Int64, _ user: String = "u") -> Behavior {
        Behavior(
            user: UserID(unchecked: user), item: item(name), action: .click,
            time: Timestamp(seconds: 1_600_000_000) + .days(day))
    }

    private func model(
        _ behaviors: [Behavior], _ parameters: Popular.Parameters
    ) throws -> Popular {
        var builder = TrainingLogBuilder(gains: .standard)
        try builder.append(behaviors)
        return try Popular.trained(on: builder.finish()) { $0.popular = parameters }
    }

    @Test func `a behavior a half-life ago counts half`() throws {
        let model = try model([click("a", 0), click("b", 7)], .init(halfLife: .days(7)))
        #expect(model.popularity(of: item("a")) == 0.5)
        #expect(model.popularity(of: item("b")) == 1)
        #expect(model.popularity(of: item("z")) == 0)
    }

    @Test func `without a half-life it counts`() throws {
        let model = try model([click("a", 0), click("b", 7), click("a", 9)], .init(halfLife: nil))
        #expect(model.popularity(of: item("a")) == 2)
    }

    @Test func `gains weigh, dislikes do not count`() throws {
        var bad = click("b", 0)
        (bad.action, bad.value) = (.rating, 2)
        var bought = click("a", 0)
        bought.action = .purchase
        let model = try model([bought, bad], .init(halfLife: nil, weighting: .gain))
        #expect(model.popularity(of: item("a")) == 3)
        #expect(model.popularity(of: item("b")) == 0)
        #expect(model.recommend(.init(interests: [])).map(\.item) == [item("a")])
    }

    @Test func `what faded to nothing still comes before what nobody liked`() throws {
        let model = try model([click("a", 0), click("b", 3000)], .init(halfLife: .seconds(1)))
        #expect(model.recommend(.init(interests: [])).map(\.item.text) == ["b", "a"])
    }

    @Test func `the explanation is the count`() throws {
        let model = try model([click("a", 0)], .init())
        let found = model.recommend(.init(interests: [], explains: true))
        #expect(found[0].parts == [Part(because: nil, weight: 1, similarity: 1)])
    }
}
