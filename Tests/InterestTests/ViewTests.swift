import Harness
import Testing

@testable import Interest

struct ViewTests {
    private func weight(_ item: String, _ weight: Double, days: Int64 = 0) -> ItemWeight {
        ItemWeight(item: ItemID(unchecked: item), weight: weight, last: Stream.start + .days(days))
    }

    private func item(_ id: String, _ categories: [String], labels: Labels = .none) -> Item {
        Item(id: ItemID(unchecked: id), categories: categories, labels: labels)
    }

    private func catalog(_ items: [Item]) -> [ItemID: Item] {
        Dictionary(uniqueKeysWithValues: items.map { ($0.id, $0) })
    }

    @Test func `a category weighs what its items weigh together`() {
        let weights = [
            weight("a", 1, days: 1), weight("b", 2, days: 3), weight("c", -4), weight("d", 0.5),
            weight("e", 8),
        ]
        let interests = CategoryInterests(
            weights,
            in: catalog([
                item("a", ["drama"], labels: ["old"]), item("b", ["drama", "crime", "drama"]),
                item("c", ["war"]), item("e", [], labels: ["old", "new"]),
            ]))
        #expect(interests.categories.map(\.name) == ["drama", "crime", "war"])
        #expect(interests.categories.map(\.weight) == [3, 2, -4])
        #expect(interests.categories.map(\.items) == [2, 1, 1])
        #expect(interests.categories[0].last == Stream.start + .days(3))
        #expect(interests.labels.map(\.name) == ["old", "new"])
        #expect(interests.labels.map(\.weight) == [9, 8])
        #expect(interests.uncategorized == 8.5)
    }

    @Test func `it follows the catalog, and no order changes a bit`() {
        var random = SplitMix64(seed: 8)
        let weights = (0..<50).map {
            weight("\($0)", Double.random(in: -1...1, using: &random))
        }
        let before = catalog((0..<50).map { item("\($0)", ["c\($0 % 3)"]) })
        let after = catalog((0..<50).map { item("\($0)", ["c\($0 % 2)"]) })
        let interests = CategoryInterests(weights, in: before)
        #expect(interests == CategoryInterests(weights.shuffled(using: &random), in: before))
        #expect(CategoryInterests(weights, in: after).categories.count == 2)
        #expect(CategoryInterests(weights, in: [:]).categories.isEmpty)
        #expect(CategoryInterests([], in: before).uncategorized == 0)
    }

    @Test(arguments: ["exponential 2d:0.5 + 30d:0.5", "exponential 30d,5b", "logistic-reset 0.1/d"])
    func `a history is what a store asked for each moment would say`(text: String) async throws {
        let settings = Settings(law: try LawText(parsing: text).law, gains: Stream.gains)
        var random = SplitMix64(seed: 9)
        let stream = Stream(count: 200, halfLife: .days(2), using: &random)
        let first = stream.behaviors[0].time
        let times = InterestHistory.moments(12, from: first - .days(1), to: stream.newest)
        let history = try await InterestHistory(
            of: stream.behaviors, by: settings, at: times, strongest: 3)
        #expect(history.times == times && history.curves.count == 3)
        for (moment, time) in times.enumerated() {
            let past = stream.behaviors.filter { $0.time <= time }
            let weights = Weights(past, by: settings.law).byItem(at: time, by: settings.law)
            for curve in history.curves {
                #expect(curve.weights[moment] == weights[curve.item] ?? 0)
            }
        }
        #expect(history.curves.map(\.peak) == history.curves.map(\.peak).sorted(by: >))
        #expect(history.curves[0].weights[0] == 0)
    }

    @Test func `moments reach from the first to the last`() async throws {
        let times = InterestHistory.moments(5, from: .earliest, to: .earliest + .days(2))
        #expect(times.map(\.milliseconds) == [0, 43_200_000, 86_400_000, 129_600_000, 172_800_000])
        #expect(InterestHistory.moments(1, from: .earliest, to: .latest) == [.latest])
        #expect(InterestHistory.moments(9, from: .latest, to: .earliest) == [.earliest])
        let empty = try await InterestHistory(of: [], by: .standard, at: times)
        #expect(empty.curves.isEmpty)
    }

    @Test func `a history that nobody waits for ends`() async throws {
        let log = (0..<2000).map { place in
            Behavior(
                user: UserID(unchecked: "u"), item: ItemID(unchecked: "\(place)"), action: .click,
                time: Timestamp(seconds: Int64(place)))
        }
        let times = InterestHistory.moments(
            1000, from: Timestamp(seconds: 1000), to: Timestamp(seconds: 3000))
        let history = Task {
            while !Task.isCancelled { await Task.yield() }
            return try await InterestHistory(of: log, by: .standard, at: times)
        }
        history.cancel()
        await #expect(throws: CancellationError.self) { _ = try await history.value }
    }

    @Test func `a history takes no more than its steps, and leaves out the earliest moments`()
        async throws
    {
        let log = (0..<20_000).map { place in
            Behavior(
                user: UserID(unchecked: "u"), item: ItemID(unchecked: "\(place)"), action: .click,
                time: Timestamp(seconds: 1))
        }
        let times = InterestHistory.moments(
            1000, from: Timestamp(seconds: 1), to: Timestamp(seconds: 1001))
        let history = try await InterestHistory(of: log, by: .standard, at: times)
        #expect(history.times == Array(times.suffix(500)))
        #expect(history.curves.count == 10)
    }
}
