import CoreMetrics
import Interest
import Metering
import Recommending
import Synchronization
import Testing

@testable import Service

/// How high what users do next stood in what was recommended to them.
struct LiveQualityTests {
    private let registry = Registry(.ebb)

    private final class Clock: Sendable {
        let time = Mutex(Timestamp(seconds: 1_800_000_000))
        func pass(_ interval: Interval) { time.withLock { $0 = $0 + interval } }
        var now: Timestamp { time.withLock { $0 } }
    }

    private func list(_ items: String, _ recommender: String = "blend") -> [Recommendation] {
        items.map {
            Recommendation(item: ItemID(unchecked: "\($0)"), score: 1, recommender: recommender)
        }
    }

    private func click(_ user: String, _ item: String, _ clock: Clock) -> Behavior {
        Behavior(
            user: UserID(unchecked: user), item: ItemID(unchecked: item), action: .click,
            time: clock.now)
    }

    private func quality(_ clock: Clock) -> LiveQuality {
        LiveQuality(metrics: registry, now: { clock.now })
    }

    private func saw(_ quality: LiveQuality, _ behaviors: Behavior..., repeated: [Int] = []) {
        var count = AppendCount(inserted: behaviors.count)
        count.repeatedIndices = repeated
        quality.saw(behaviors, count, gains: .standard)
    }

    @Test func `the first rank counts 1, the third half, what was not shown nothing`() {
        let clock = Clock()
        let quality = quality(clock)
        quality.served(list("abc"), to: UserID(unchecked: "u"))
        saw(quality, click("u", "a", clock))
        #expect(quality.figures.map(\.quality) == [1, 1])
        saw(quality, click("u", "c", clock))
        #expect(quality.figures.map(\.quality) == [0.75, 0.75])
        saw(quality, click("u", "x", clock), click("u", "y", clock))
        #expect(quality.figures.map(\.quality) == [0.375, 0.375])
        #expect(quality.figures.map(\.behaviors) == [4, 4])
        #expect(registry.readings(of: "ebb_live_quality").map(\.value) == [0.375, 0.375])
    }

    @Test func `a figure fades: after its half-life a value counts half`() {
        let clock = Clock()
        let quality = quality(clock)
        quality.served(list("abc"), to: UserID(unchecked: "u"))
        saw(quality, click("u", "a", clock))
        clock.pass(.hours(1))
        saw(quality, click("u", "x", clock))
        let (hour, week) = (quality.figures[0], quality.figures[1])
        #expect(abs(hour.quality - 0.5 / 1.5) < 1e-12)
        #expect(week.quality > 0.49 && week.quality < 0.5)
    }

    @Test func `repeats, dislikes, old lists, the past and strangers say nothing`() {
        let clock = Clock()
        let quality = quality(clock)
        saw(quality, click("stranger", "a", clock))
        let early = click("u", "a", clock)
        clock.pass(.seconds(1))
        quality.served(list("abc"), to: UserID(unchecked: "u"))
        saw(quality, early)
        saw(quality, click("u", "a", clock), repeated: [0])
        var dislike = click("u", "a", clock)
        dislike.action = .rating
        dislike.value = 0
        saw(quality, dislike)
        clock.pass(.days(1))
        saw(quality, click("u", "a", clock))
        #expect(quality.figures.isEmpty)
    }

    @Test func `a list belongs to the recommender that heads it, and the newest list counts`() {
        let clock = Clock()
        let quality = quality(clock)
        let user = UserID(unchecked: "u")
        quality.served(list("abc", "trending"), to: user)
        quality.served(list("b") + list("a", "trending"), to: user)
        saw(quality, click("u", "b", clock))
        #expect(Set(quality.figures.map(\.recommender)) == ["blend"])
        #expect(quality.figures[0].quality == 1)
    }

    @Test func `memory is bounded, and lists served lately stay`() {
        let clock = Clock()
        let quality = quality(clock)
        let count = LiveQuality.usersMax + 10
        for user in 0..<count { quality.served(list("ab"), to: UserID(unchecked: "\(user)")) }
        saw(quality, click("0", "a", clock))
        #expect(quality.figures.isEmpty)
        saw(quality, click("\(count - 1)", "a", clock), click("\(count / 2 + 9)", "a", clock))
        #expect(quality.figures.first?.behaviors == 2)
    }

    @Test func `the curve has a point each ten minutes, and a bounded number of them`() {
        let clock = Clock()
        let quality = quality(clock)
        for step in 0..<(LiveQuality.curveMax + 5) {
            quality.served(list("ab"), to: UserID(unchecked: "u"))
            saw(quality, click("u", step.isMultiple(of: 2) ? "a" : "x", clock))
            saw(quality, click("u", "b", clock))
            clock.pass(LiveQuality.curveStep)
        }
        #expect(quality.curves.map(\.points.count) == [LiveQuality.curveMax])
    }
}
