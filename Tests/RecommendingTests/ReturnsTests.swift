import Harness
import Interest
import Testing

@testable import Recommending

struct ReturnsTests {
    /// Users who buy baskets: nothing twice at a moment, milk each week, most things hardly again.
    private func baskets() throws -> TrainingLog {
        var (builder, random) = (TrainingLogBuilder(gains: .standard), SplitMix64(seed: 11))
        for user in 0..<30 {
            var behaviors: [Behavior] = []
            for week in 0..<12 {
                let time = Timestamp(milliseconds: 1_600_000_000_000) + .days(Int64(7 * week))
                let others = (0..<5).map { _ in "i\(Int.random(in: 0..<60, using: &random))" }
                for name in ["milk"] + Array(Set(others)).sorted() {
                    behaviors.append(
                        Behavior(
                            user: UserID(unchecked: "u\(user)"), item: item(name),
                            action: .purchase, time: time))
                }
            }
            try builder.append(behaviors)
        }
        return builder.finish()
    }

    @Test func `what was had at the same moment is not due, and milk is due more than others`()
        throws
    {
        let log = try baskets()
        let returns = Returns(log)
        let milk = try #require(log.items.place(of: item("milk")))
        let other = try #require(log.items.place(of: item("i7")))
        #expect(returns.due(milk, after: .zero) < 0.1 * returns.due(milk, after: .days(7)))
        #expect(returns.due(milk, after: .days(7)) > 3 * returns.due(other, after: .days(7)))
        // An item that came after training is as due as others.
        let new = log.items.ids.count
        let fortnight = try #require(Returns.bounds.firstIndex(of: .days(14)))
        #expect(returns.due(new, after: .days(7)) == returns.due[fortnight])
    }

    @Test func `chances are those that counting one by one finds`() throws {
        let log = try TrainingLog.generated(seed: 9, users: 12, items: 15, behaviors: 400)
        var returned = [Double](repeating: 0, count: Returns.bounds.count + 1)
        var chances = returned
        for user in 0..<log.userCount {
            let range = Int(log.starts[user])..<Int(log.starts[user + 1])
            for now in range {
                let before = log.places[range.lowerBound..<now]
                for place in Set(before) {
                    let last = try #require(before.lastIndex(of: place))
                    let gap = Interval(milliseconds: log.times[now] - log.times[last])
                    let bucket = Returns.bounds.firstIndex { gap < $0 } ?? Returns.bounds.count
                    chances[bucket] += 1
                    if log.places[now] == place { returned[bucket] += 1 }
                }
            }
        }
        let common = returned.reduce(0, +) / chances.reduce(0, +)
        let hazards = zip(returned, chances).map { ($0 + 300 * common) / ($1 + 300) }
        let most = try #require(hazards.max())
        let found = Returns(log)
        for (bucket, hazard) in hazards.enumerated() {
            #expect((found.due[bucket] - hazard / most).magnitude < 1e-12)
        }
        #expect(found.rates.count == log.items.ids.count)
    }

    @Test func `a log without returns leaves every gap and item alike`() throws {
        let returns = Returns(log(["abc", "bcd", "cde"]))
        #expect(Set(returns.rates) == [1])
        #expect(Set(returns.due).count == 1)
    }

    @Test func `what was counted is read back, and what is invalid is not`() throws {
        let returns = Returns(try baskets())
        let count = returns.rates.count
        #expect(Returns(due: returns.due, rates: returns.rates, itemCount: count) == returns)
        #expect(Returns(due: [1], rates: returns.rates, itemCount: count) == nil)
        #expect(Returns(due: returns.due, rates: [1], itemCount: count) == nil)
        #expect(
            Returns(due: returns.due.map { _ in .nan }, rates: returns.rates, itemCount: count)
                == nil)
        #expect(
            Returns(due: returns.due, rates: returns.rates.map { _ in -1 }, itemCount: count)
                == nil)
    }

    @Test func `ages of interests count from the request`() {
        let items = ItemIndex(ascending: [item("a"), item("b")])
        let now = Timestamp(milliseconds: 1_600_000_000_000)
        let request = RecommendationRequest(
            interests: [
                ItemWeight(item: item("a"), weight: 1, last: now - .days(9)),
                ItemWeight(item: item("b"), weight: 2, last: now - .days(2)),
            ], idle: .days(2))
        #expect(items.readings(of: request).map(\.age) == [.days(9), .days(2)])
    }
}
