import Interest
import Testing

@testable import Recommending

/// `item-neighbors` that learn while they serve, beside a training on all that has come.
struct LiveNeighborsTests {
    /// A log of many users, its behaviors to be dealt out.
    private func generated(_ seed: UInt64, behaviors: Int, users: Int) -> [Behavior] {
        GeneratedLog(seed: seed, users: users, items: 300, behaviors: behaviors).flatMap(\.self)
            .map { Behavior(user: $0.user, item: $0.item, action: .click, time: $0.time) }
    }

    private func trained(
        on behaviors: [Behavior], _ parameters: ItemNeighbors.Parameters = .init()
    ) throws -> ItemNeighbors {
        var builder = TrainingLogBuilder(gains: .standard)
        let byUser = Dictionary(grouping: behaviors, by: \.user)
        for user in byUser.keys.sorted() {
            try builder.append((byUser[user] ?? []).sorted { $0.time < $1.time })
        }
        return try ItemNeighbors.trained(on: builder.finish()) { $0.itemNeighbors = parameters }
    }

    private func shuffled(_ behaviors: [Behavior], _ seed: UInt64) -> [Behavior] {
        var (order, random) = (behaviors, SplitMix(seed: seed))
        for index in order.indices {
            order.swapAt(index, index + random.below(order.count - index))
        }
        return order
    }

    /// The largest difference of two similarities, over all pairs of items that either counts, and
    /// over those that either serves.
    private func difference(_ live: ItemNeighbors, _ rebuilt: ItemNeighbors) -> Double {
        var worst = live.items.count == rebuilt.items.count ? 0 : Double.infinity
        for id in rebuilt.items.ids {
            for direction in [NeighborCounts.Direction.both, .forward] {
                let own = rows(of: id, in: live, direction)
                let wanted = rows(of: id, in: rebuilt, direction)
                guard own.counted.keys == wanted.counted.keys else { return .infinity }
                guard own.served.count == wanted.served.count else { return .infinity }
                worst = max(worst, difference(own.counted, wanted.counted, atLeast: 0))
                // Which of equal ones is the hundredth, rounding may decide.
                let lowest = wanted.served.values.min() ?? 0
                worst = max(worst, difference(own.served, wanted.served, atLeast: lowest))
                worst = max(worst, difference(wanted.served, own.served, atLeast: lowest))
            }
        }
        return worst
    }

    private func difference(
        _ own: [ItemID: Double], _ wanted: [ItemID: Double], atLeast lowest: Double
    ) -> Double {
        wanted.reduce(0) { worst, pair in
            let own = own[pair.key] ?? lowest
            return max(worst, (own - pair.value).magnitude / max(1, pair.value))
        }
    }

    private func rows(
        of id: ItemID, in model: ItemNeighbors, _ direction: NeighborCounts.Direction
    ) -> (counted: [ItemID: Double], served: [ItemID: Double]) {
        var (counted, served) = ([ItemID: Double](), [ItemID: Double]())
        guard let place = model.items.place(of: id) else { return (counted, served) }
        model.pairs.counts.forEach(of: place, direction) { counted[model.items[$0]] = $1 }
        model.pairs.forEach(of: place, direction) { served[model.items[$0]] = $1 }
        return (counted, served)
    }

    @Test(arguments: [nil, .days(20)] as [Interval?])
    func `live equals rebuilt from the log after 100,000 behaviors in any order`(
        _ halfLife: Interval?
    ) throws {
        let parameters = ItemNeighbors.Parameters(activityHalfLife: 2, halfLife: halfLife)
        let behaviors = generated(3, behaviors: 102_000, users: 4000)
        // A user of more behaviors than are kept could lose pairs: by design, and tested below.
        let counts = Dictionary(grouping: behaviors, by: \.user).mapValues(\.count)
        let all = behaviors.filter { counts[$0.user] ?? 0 <= RecentBehaviors.ofUserMax }
        let order = shuffled(all, 8)
        let (first, later) = (order.prefix(1000), order.dropFirst(1000))
        let live = try trained(on: Array(first), parameters)
        for start in stride(from: later.startIndex, to: later.endIndex, by: 1000) {
            live.learn(
                later[start..<min(start + 1000, later.endIndex)].compactMap {
                    LiveBehavior($0, by: .standard)
                })
        }
        #expect(later.count > 60_000)
        #expect(difference(live.present(), try trained(on: all, parameters)) < 1e-9)
    }

    @Test func `what comes in order is exact for a user of any length`() throws {
        let behaviors = generated(5, behaviors: 4000, users: 3).sorted { $0.time < $1.time }
        let live = try trained(on: Array(behaviors.prefix(500)))
        live.learn(behaviors.dropFirst(500).compactMap { LiveBehavior($0, by: .standard) })
        #expect(difference(live.present(), try trained(on: behaviors)) < 1e-9)
    }

    @Test func `a model that was saved and read goes on like one that was not`() throws {
        let behaviors = generated(7, behaviors: 3000, users: 60).sorted { $0.time < $1.time }
        let (first, later) = (behaviors.prefix(2000), behaviors.dropFirst(2000))
        let live = try ItemNeighbors(decoding: trained(on: Array(first)).encode())
        live.learn(later.compactMap { LiveBehavior($0, by: .standard) })
        #expect(difference(live.present(), try trained(on: behaviors)) < 1e-9)
    }

    @Test func `a new item has neighbors from its first behavior on`() throws {
        let model = try trained(on: behaviors(["abc", "abd"]).flatMap(\.self))
        let time = Timestamp(seconds: 1_700_100_000)
        model.learn([
            LiveBehavior(user: UserID(unchecked: "1"), item: item("new"), time: time)
        ])
        #expect(model.items.place(of: item("new")) == nil)
        let present = model.present()
        #expect(present.neighbors(of: item("new"), count: 9).map(\.because).first == item("c"))
        #expect(present.neighbors(of: item("c"), count: 9).map(\.because).contains(item("new")))
        let found = present.recommend(
            .init(interests: interests(["c": 1]), excluded: [item("c")], explains: true))
        #expect(found.contains { $0.item == item("new") })
        for one in found { #expect(one.parts.reduce(0) { $0 + $1.share } == one.score) }
    }

    @Test func `a request keeps what it began with`() throws {
        let model = try trained(on: behaviors(["abc", "abd"]).flatMap(\.self))
        let before = model.present()
        let neighbors = before.neighbors(of: item("a"), count: 9)
        model.learn([
            LiveBehavior(
                user: UserID(unchecked: "2"), item: item("a"),
                time: Timestamp(seconds: 1_700_200_000))
        ])
        #expect(before.neighbors(of: item("a"), count: 9) == neighbors)
        #expect(model.present().neighbors(of: item("a"), count: 9) != neighbors)
    }

    @Test func `a behavior costs at most 40 pairs, twice as many entries`() throws {
        #expect(ItemNeighbors.Parameters().strengths.count == 40)
        #expect(ItemNeighbors.Parameters(activityHalfLife: nil).strengths.count == 40)
        #expect(ItemNeighbors.Parameters(activityHalfLife: 1).strengths.count == 8)
    }

    @Test func `a row that grows beyond its limit keeps the most similar half`() throws {
        let words = (0..<30).map { "a" + String(UnicodeScalar(UInt8(66 + $0))) } + ["aB", "aC"]
        let model = try trained(
            on: behaviors(words).flatMap(\.self), .init(shrinkage: 1, neighborsMax: 8))
        let row = model.pairs.counts.row(model.items.place(of: item("a")) ?? 0)
        #expect(row.entries.count <= 8)
        #expect(model.pairs.counts.entryCount <= 8 + 30)
    }

    @Test func `histories beyond the limit make room for those who behaved lately`() {
        var recent = RecentBehaviors(totalMax: 100)
        for user in 0..<200 as Range<UInt64> {
            let (number, _) = recent.insert(
                .init(time: Int64(user), tie: 0, place: 0), of: user)
            recent.trim(number)
        }
        let kept = recent.histories.map(\.user)
        #expect(kept.count <= 100 && kept.contains(199) && !kept.contains(0))
    }

    @Test func `before the first training neighbors are counted, too`() throws {
        let model = ItemNeighbors.untrained()
        model.learn(
            behaviors(["ab", "ab"]).flatMap(\.self).compactMap { .init($0, by: .standard) })
        #expect(model.present().neighbors(of: item("a"), count: 1).map(\.because) == [item("b")])
    }

    @Test func `popular goes on counting, new items too`() throws {
        let model = try Popular.trained(on: log(["aab"])) { $0.popular.halfLife = nil }
        let time = Timestamp(seconds: 1_700_300_000)
        model.learn([
            LiveBehavior(item: item("n"), time: time), LiveBehavior(item: item("b"), time: time),
        ])
        let present = model.present()
        #expect(["a", "b", "n"].map { present.popularity(of: item($0)) } == [2, 2, 1])
        #expect(present.recommend(.init(interests: [])).map(\.item.text) == ["a", "b", "n"])
    }

    @Test func `a blend serves what came in to who has nothing else`() throws {
        let log = try TrainingLog.generated(seed: 2)
        let blend = try Blend.trained(on: log) {
            $0.blend.queriesMin = 1_000_000
            $0.blend.neighborHalfLives = [5]
        }
        let start = log.times.max() ?? 0
        let user = UserID(unchecked: "fresh")
        blend.learn(
            ["x", "y"].map { name in
                LiveBehavior(user: user, item: item(name), time: Timestamp(milliseconds: start + 1))
            })
        let present = try Blend(decoding: blend.encode()).present()
        #expect(present.items.place(of: item("x")) == nil)
        let found = blend.present().recommend(
            .init(interests: interests(["x": 1]), count: 500, explains: true))
        #expect(found.contains { $0.item == item("y") })
        for one in found { #expect(one.parts.reduce(0) { $0 + $1.share } == one.score) }
    }
}
