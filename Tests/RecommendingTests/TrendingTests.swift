import Interest
import Synchronization
import Testing

@testable import Recommending

struct TrendingTests {
    private let start: Int64 = 1_700_000_000_000
    private let hour: Int64 = 3_600_000

    private func trained(_ words: [String], halfLife: Interval = .hours(1)) throws -> Trending {
        try Trending.trained(on: log(words)) { $0.trending.halfLife = halfLife }
    }

    private func shares(_ model: Trending) -> [String: Double] {
        let all = model.recommend(.init(interests: [], count: 100))
        return Dictionary(uniqueKeysWithValues: all.map { ($0.item.text, $0.score) })
    }

    @Test func `shares are those of the decayed counts`() throws {
        // a and x an hour before b, and b twice: 1/2, 1/2, 2.
        let found = shares(try trained(["ab", "xb"]))
        #expect(found.keys.sorted() == ["a", "b", "x"])
        for (name, share) in ["a": 1.0 / 6, "b": 2.0 / 3, "x": 1.0 / 6] {
            let off = (found[name] ?? 0) - share
            #expect(off.magnitude < 1e-12)
        }
    }

    @Test func `what comes in counts as if training had met it`() throws {
        let (early, whole) = (log(["ab", "ab"]), log(["ab", "ab", "abaa"]))
        let (halfLife, late) = (Double(hour), behaviors(["ab", "ab", "abaa"])[2])
        let live = LiveTrends(
            [DecayedCounts(early, halfLife: halfLife)], factors: [2], memory: 0)
        live.learn(
            late.map { LiveBehavior(item: $0.item, time: $0.time) }, in: early.items)
        let wanted = DecayedCounts(whole, halfLife: halfLife).shares
        for (found, wanted) in zip(live.standing.values, wanted) {
            #expect((found - 2 * wanted).magnitude < 1e-12)
        }
    }

    @Test func `after a long silence one click is not all that trends, and many are`() throws {
        let live = try trained(["ab", "ab"])
        let before = shares(live)
        let later = Timestamp(milliseconds: start) + .days(4000)
        live.learn([LiveBehavior(item: item("a"), time: later)])
        let once = shares(live.present())
        let wanted = (1 + LiveTrends.memory * (before["a"] ?? 0)) / (1 + LiveTrends.memory)
        #expect(((once["a"] ?? 0) - wanted).magnitude < 1e-12)
        #expect((once["b"] ?? 0) > (once["a"] ?? 0))
        live.learn((0..<500).map { _ in LiveBehavior(item: item("a"), time: later) })
        #expect((shares(live.present())["a"] ?? 0) > 0.9)
    }

    @Test func `a copy that serves does not change under its request`() throws {
        let live = try trained(["ab"]).present()
        let before = shares(live)
        live.learn([LiveBehavior(item: item("a"), time: Timestamp(milliseconds: start + hour))])
        #expect(shares(live) == before)
        #expect(shares(live.present()) != before)
    }

    @Test func `an early and a very late time do no harm`() throws {
        let live = try trained(["ab"])
        live.learn([LiveBehavior(item: item("a"), time: .earliest)])
        #expect(shares(live.present()) == shares(try trained(["ab"])))
        live.learn([LiveBehavior(item: item("a"), time: .latest)])
        #expect(shares(live.present()).values.allSatisfy { 0...1 ~= $0 })
    }

    @Test func `an item that training has not met trends from its first behavior on`() throws {
        let live = try trained(["ab", "ab"])
        let payload = live.encode()
        let later = Timestamp(milliseconds: start + 2 * hour)
        live.learn([LiveBehavior(item: item("new"), time: later)])
        live.learn((0..<3).map { _ in LiveBehavior(item: item("0"), time: later) })
        let present = live.present()
        let found = present.recommend(.init(interests: [], count: 9, explains: true))
        #expect(Set(found.map(\.item.text)) == ["a", "b", "new", "0"])
        for one in found {
            #expect(one.score > 0 && one.parts.reduce(0) { $0 + $1.share } == one.score)
        }
        #expect(shares(present)["0"] ?? 0 > shares(present)["new"] ?? 0)
        #expect(
            present.explain(item("new"), for: .init(interests: [])).map(\.share) == [
                shares(present)["new"]
            ])
        // What is saved is what was trained.
        #expect(payload.count == live.encode().count)
        #expect(try Trending(decoding: live.encode()).items.ids == [item("a"), item("b")])
    }

    @Test func `of too many new items those that fewest turn to make room`() throws {
        let live = try trained(["ab"])
        let time = Timestamp(milliseconds: start + hour)
        let favorite = (0..<9).map { _ in LiveBehavior(item: item("favorite"), time: time) }
        live.learn(favorite)
        for round in 0..<3 {
            live.learn(
                (0..<LiveTrends.newcomersMax).map {
                    LiveBehavior(item: item("new \(round) \($0)"), time: time)
                })
        }
        let items = live.present().items
        #expect(items.count <= LiveTrends.newcomersMax + 2)
        #expect(items.place(of: item("favorite")) != nil)
        let first = live.present().recommend(.init(interests: [], count: 3)).map(\.item.text)
        #expect(first.sorted() == ["a", "b", "favorite"])
    }

    @Test func `a clock that runs ahead does not age what everybody else does`() throws {
        let (live, other) = (try trained(["ab"]), try trained(["ab"]))
        let now = Timestamp(milliseconds: start + 2 * hour)
        live.learn([LiveBehavior(item: item("a"), time: now + .days(1), arrival: now)])
        other.learn([LiveBehavior(item: item("a"), time: now)])
        #expect(shares(live.present()) == shares(other.present()))
    }

    /// However often the landmark moves, the shares are those of a plain sum.
    @Test func `a long log counts like a plain sum`() throws {
        var random = SplitMix(seed: 3)
        var counts = DecayedCounts(itemCount: 5, halfLife: 1000, landmark: 0)
        var all: [(place: Int, time: Int64)] = []
        for index in 0..<400 {
            let behavior = (random.below(5), Int64(index * 500 + random.below(3000)))
            all.append(behavior)
            counts.take(behavior.0, at: behavior.1)
        }
        let plain = (0..<5).map { place in
            all.filter { $0.place == place }.reduce(0.0) {
                $0 + Fading.left(after: Double(300_000 - $1.time), halfLife: 1000)
            }
        }
        let sum = plain.reduce(0, +)
        for place in 0..<5 {
            let off = counts.counts[place] / counts.sum - plain[place] / sum
            #expect(off.magnitude < 1e-9)
        }
    }

    @Test func `the payload reads back, and damage is noticed`() throws {
        let payload = try trained(["abc", "bcd"]).encode()
        #expect(try Trending(decoding: payload).encode() == payload)
        for length in 0..<payload.count {
            #expect(throws: ModelError.self) {
                try Trending(decoding: Array(payload.prefix(length)))
            }
        }
        #expect(throws: ModelError.self) { try Popular(decoding: payload) }
    }

    @Test func `a half-life of nothing is refused`() {
        let error = #expect(throws: ModelError.self) {
            try trained(["ab"], halfLife: Interval(milliseconds: 0))
        }
        #expect(error?.code == .parameter)
    }

    // MARK: - The serving

    private func summary(_ version: Int, until time: Timestamp) -> ModelSummary {
        ModelSummary(
            recommender: "trending", version: version, time: Timestamp(seconds: Int64(version)),
            trainedUntil: time, behaviors: 1, parameters: [:], size: 1)
    }

    @Test func `a newer model takes in what came while it was trained, and that only`() throws {
        let serving = ServingModels()
        let until = Timestamp(milliseconds: start + 2 * hour)
        serving.put(try trained(["ab"]), summary(1, until: until))
        serving.learn([
            LiveBehavior(item: item("a"), time: until),
            LiveBehavior(item: item("a"), time: until + .hours(1)),
        ])
        let fresh = try trained(["ab"])
        serving.put(fresh, summary(2, until: until))
        let wanted = try trained(["ab"])
        wanted.learn([LiveBehavior(item: item("a"), time: until + .hours(1))])
        #expect(shares(fresh.present()) == shares(wanted.present()))
    }

    @Test func `what training met before is not learned again, however late it arrives`() throws {
        let serving = ServingModels()
        let until = Timestamp(milliseconds: start + 2 * hour)
        let model = try trained(["ab"])
        serving.put(model, summary(1, until: until))
        let (before, after) = (until - .hours(1), until + .hours(1))
        serving.learn([
            LiveBehavior(item: item("a"), time: before),
            // Done before, and come in after: imported late.
            LiveBehavior(item: item("b"), time: before, arrival: after),
        ])
        let wanted = try trained(["ab"])
        wanted.learn([LiveBehavior(item: item("b"), time: before)])
        #expect(shares(model.present()) == shares(wanted.present()))
    }

    // MARK: - The feed

    private func click(_ name: String, hours: Int64, _ action: Action = .click) -> Behavior {
        Behavior(
            user: UserID(unchecked: "u"), item: item(name), action: action,
            value: action == .rating ? 0 : nil,
            time: Timestamp(milliseconds: start + hours * hour))
    }

    @Test func `what comes into the log is taken in once, and what nobody likes is not`()
        async throws
    {
        let serving = ServingModels()
        let model = try trained(["ab"])
        serving.put(model, summary(1, until: Timestamp(milliseconds: start + 2 * hour)))
        let log = ToldLog([click("b", hours: 2)])
        let feed = LogFollower(serving, from: log, settings: FixedSettings())
        try await feed.look()
        #expect(shares(model.present()) == shares(try trained(["ab"])))

        log.add([click("a", hours: 3), click("b", hours: 3, .rating)])
        for _ in 0..<3 { try await feed.look() }
        let wanted = try trained(["ab"])
        wanted.learn([
            LiveBehavior(item: item("a"), time: Timestamp(milliseconds: start + 3 * hour))
        ])
        #expect(shares(model.present()) == shares(wanted.present()))
    }

    @Test func `before the first training the log and what comes in trend`() async throws {
        let serving = ServingModels()
        let service = Recommendations(serving: serving)
        let log = ToldLog([click("b", hours: 1), click("b", hours: 2), click("a", hours: 2)])
        let feed = LogFollower(serving, from: log, settings: FixedSettings())
        for _ in 0..<3 { try await feed.look() }
        log.add([click("c", hours: 3)])
        try await feed.look()
        let answer = service.answer(.init(interests: [], count: 9, explains: true))
        #expect(answer.recommendations.map(\.item.text) == ["b", "c", "a"])
        #expect(answer.recommendations.allSatisfy { $0.recommender == "trending" })
        for one in answer.recommendations {
            #expect(one.parts.reduce(0) { $0 + $1.share } == one.score)
        }
        #expect(answer.versions.isEmpty)
        serving.put(try trained(["xy"]), summary(1, until: .latest))
        let trained = service.answer(.init(interests: [], count: 9))
        #expect(Set(trained.recommendations.map(\.item.text)) == ["x", "y"])
    }

    @Test func `a restart takes in what came since training`() async throws {
        let payload = try trained(["ab"]).encode()
        let log = ToldLog([])
        var found: [[String: Double]] = []
        for _ in 0..<2 {
            let serving = ServingModels()
            let model = try Trending(decoding: payload)
            serving.put(model, summary(1, until: Timestamp(milliseconds: start + 2 * hour)))
            let feed = LogFollower(serving, from: log, settings: FixedSettings())
            try await feed.look()
            if found.isEmpty {
                // More than one question brings.
                log.add((0..<LogFollower.batchMax + 7).map { _ in click("a", hours: 4) })
                try await feed.look()
            }
            found.append(shares(model.present()))
        }
        #expect(found[0] == found[1])
        #expect(found[0]["a"] ?? 0 > 0.9)
    }

    @Test(arguments: [RepositoryError.Code.trimmed, .unfinished])
    func `what the log cannot tell, or not in time, is said once, and the feed goes on from now`(
        trouble: RepositoryError.Code
    ) async throws {
        let serving = ServingModels()
        let model = try trained(["ab"])
        serving.put(model, summary(1, until: Timestamp(milliseconds: start + 2 * hour)))
        let log = ToldLog([click("a", hours: 3)], trouble: trouble)
        let feed = LogFollower(serving, from: log, settings: FixedSettings())
        #expect(try await feed.look() == "cut: trends lack it until the next ebb train")
        #expect(try await feed.look() == nil)
        #expect(shares(model.present()) == shares(try trained(["ab"])))
        log.add([click("b", hours: 4)])
        try await feed.look()
        #expect(shares(model.present()) != shares(try trained(["ab"])))
    }
}
