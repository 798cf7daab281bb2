import Harness
import Testing

@testable import Interest

struct PruningTests {
    /// Old interests in many items, then, where a profile is pruned, one behavior long after.
    private func stream(yearsLater: Int64, count: Int = 1023) -> Stream {
        var stream = Stream()
        for place in 0..<count {
            stream.append(place % 3 == 0 ? -1 : 2, to: place, at: Stream.start)
        }
        let later = Stream.start + .days(365 * yearsLater)
        stream.append(1, to: count, at: later)
        return stream
    }

    @Test(arguments: [
        "exponential 2d:0.5 + 30d:0.5", "logistic 0.1/d", "logistic-reset 0.1/d",
        "published-fixed-step 0.1/d 1d",
    ])
    func `what is next to nothing goes, and no other weight changes`(text: String) throws {
        let law = try LawText(parsing: text).law
        let stream = stream(yearsLater: 10)
        let all = Weights(stream.behaviors, by: law)
        let pruned = Weights(stream.behaviors, by: law, pruning: Settings.pruningStandard)
        #expect(all.items.count == 1024 && pruned.items.count == 1)
        let kept = pruned.byItem(at: stream.newest, by: law)
        #expect(
            kept == all.byItem(at: stream.newest, by: law).filter { kept.keys.contains($0.key) })
    }

    @Test(arguments: ["none", "power 7d 3", "published-per-behavior 0.1/d"])
    func `what a law never lets fade far is never dropped`(text: String) throws {
        let law = try LawText(parsing: text).law
        let stream = stream(yearsLater: 50)
        let pruned = Weights(stream.behaviors, by: law, pruning: Settings.pruningStandard)
        #expect(pruned.items.count == 1024)
    }

    /// Each drop costs an item less than the fraction times the profile's sum; a coarse fraction
    /// shows it.
    @Test func `the error stays below the stated bound`() throws {
        let law = try ExponentialLaw([
            .init(halfLife: .days(1), coefficient: 0.5),
            .init(halfLife: .days(5), coefficient: 0.5),
        ])
        let fraction = 1e-6
        var random = SplitMix64(seed: 7)
        var (worst, largest, dropped) = (0.0, 0.0, 0)
        var (all, pruned) = (Weights(), Weights())
        var time = Stream.start
        for _ in 0..<6000 {
            var stream = Stream()
            time = time + Interval(milliseconds: Int64.random(in: 0...30_000_000, using: &random))
            stream.append(
                Double.random(in: -1...3, using: &random),
                to: Int.random(in: 0..<600, using: &random), at: time)
            all.fold(stream.behaviors, by: law, gains: Stream.gains)
            pruned.fold(stream.behaviors, by: law, gains: Stream.gains, pruning: fraction)
            dropped = max(dropped, all.items.count - pruned.items.count)
            let exact = all.byItem(at: time, by: law)
            let kept = pruned.byItem(at: time, by: law)
            largest = max(largest, law.bounds(of: all).reduce(0, +))
            let errors = exact.map { ($1 - (kept[$0] ?? 0)).magnitude }
            worst = max(worst, errors.max() ?? 0)
        }
        #expect(dropped > 50)
        #expect(worst > 0 && worst <= fraction * largest)
    }

    @Test func `where a gain looks at the last time nothing is forgotten`() throws {
        let law = try ExponentialLaw([.init(halfLife: .days(1))])
        let gains = Gains(rules: [
            Action(unchecked: "gain"): .perValue(1),
            .click: .growth(growthCoefficient: Rate(perDay: 1)),
        ])
        var weights = Weights()
        weights.fold(
            stream(yearsLater: 10).behaviors, by: law, gains: gains,
            pruning: Settings.pruningStandard)
        #expect(weights.items.count == 1024)
    }

    @Test(arguments: [-1, 1e-5, 2, .nan, .infinity] as [Double])
    func `a pruning that would be missed is refused`(pruning: Double) {
        #expect(throws: LawError("pruning", "0.0 to 1e-06", "\(pruning)")) {
            try Settings(law: NoDecayLaw(), gains: .standard, pruning: pruning)
        }
    }
}
