import Foundation
import Harness
import Testing

@testable import Interest

/// Sums of exponentials against sums over the log in 57 decimal digits.
struct OracleTests {
    /// `EBB_TEST_BEHAVIORS=1000000` for the long run.
    static let behaviors =
        ProcessInfo.processInfo.environment["EBB_TEST_BEHAVIORS"].flatMap(Int.init) ?? 2000

    @Test func `the oracle itself is right`() {
        let third = Wide(1, over: 3).exp2.limbs
        #expect(third.3 == 1 && third.2 == 0x428a_2f98_d728_ae22)
        #expect(Wide(Double.pi).double == Double.pi)
        let (difference, isNegative) = Wide.difference(Wide(1.5), Wide(2.25))
        #expect(difference.double == 0.75 && isNegative)
        #expect((Wide(0.375) * Wide(2.5)).double == 0.9375)
    }

    /// A hundred years of behaviors, from one half-life of a second to one of ten years.
    @Test(arguments: [
        Interval.seconds(1), .hours(1), .days(1), .days(30), Interval(milliseconds: 999_999_937),
        .days(3652),
    ])
    func `a weight is off by at most a unit in the last place a root of the count`(
        halfLife: Interval
    ) throws {
        let law = try ExponentialLaw([.init(halfLife: halfLife)])
        try check(law, halfLife: halfLife, activityHalfLife: nil)
    }

    @Test(arguments: [1, 5, 1000] as [Int64])
    func `with a half-life in activity as well`(activityHalfLife: Int64) throws {
        let law = try ExponentialLaw([
            .init(halfLife: .days(30), activityHalfLife: activityHalfLife)
        ])
        try check(law, halfLife: .days(30), activityHalfLife: activityHalfLife)
    }

    private func check(
        _ law: ExponentialLaw, halfLife: Interval, activityHalfLife: Int64?
    ) throws {
        var random = SplitMix64(seed: 50)
        for count in [1, 10, 100, Self.behaviors] {
            let stream = long(count: count, halfLife: halfLife, using: &random)
            var weights = Weights()
            for fold in stream.folds(using: &random) {
                weights.fold(fold, by: law, gains: Stream.gains)
            }
            for time in [stream.newest, stream.newest + halfLife, stream.newest + .days(36_525)] {
                let weight = weights.weights(at: time, by: law)[0]
                let error = error(
                    of: weight, stream, at: time, halfLife: halfLife,
                    activityHalfLife: activityHalfLife)
                #expect(error <= 1e-15 * Double(count).squareRoot(), "\(count) behaviors")
            }
        }
    }

    /// One item; half of the behaviors within a few half-lives of the end, where they count.
    private func long(
        count: Int, halfLife: Interval, using random: inout SplitMix64
    ) -> Stream {
        var stream = Stream()
        let century: Int64 = 36_525 * 86_400_000
        let times = (0..<count).map { place in
            let span = place % 2 == 0 ? century : min(century, halfLife.milliseconds * 8)
            return Int64.random(in: century - span...century, using: &random)
        }
        for time in times.sorted() {
            stream.append(
                Double.random(in: 0.1...3, using: &random), at: Timestamp(milliseconds: time))
        }
        return stream
    }

    /// How far `weight` is from the exact sum, relative to it; 0 where both are next to nothing.
    private func error(
        of weight: Double, _ stream: Stream, at time: Timestamp, halfLife: Interval,
        activityHalfLife: Int64?
    ) -> Double {
        // All terms relative to 2^-whole, the smallest age, so that digits are not cut off.
        let ages = stream.behaviors.enumerated().map { place, behavior in
            age(
                time.milliseconds - behavior.time.milliseconds,
                Int64(stream.behaviors.count - place - 1), halfLife, activityHalfLife)
        }
        guard let least = ages.map(\.whole).min(), least < 500 else {
            return weight.magnitude < negligible * 2 ? 0 : .infinity
        }
        var sum = Wide.zero
        for (age, behavior) in zip(ages, stream.behaviors) where age.whole - least < 190 {
            // 2^-fraction as 2^(1 - fraction)/2.
            let (rest, _) = Wide.difference(.one, age.fraction)
            let left = age.fraction.limbs == Wide.zero.limbs ? Wide.one : rest.exp2.shifted(by: -1)
            let term = Wide(behavior.value ?? 0) * left
            sum = sum + term.shifted(by: Int(least - age.whole))
        }
        let scaled = Wide(weight * Double(sign: .plus, exponent: Int(least), significand: 1))
        return Wide.difference(scaled, sum).0.double / sum.double
    }

    private func age(
        _ elapsed: Int64, _ count: Int64, _ halfLife: Interval, _ activityHalfLife: Int64?
    ) -> (whole: Int64, fraction: Wide) {
        let time = Wide(elapsed, over: halfLife.milliseconds)
        let sum = time + (activityHalfLife.map { Wide(count, over: $0) } ?? .zero)
        let fraction = Wide(limbs: (sum.limbs.0, sum.limbs.1, sum.limbs.2, 0))
        return (Int64(sum.limbs.3), fraction)
    }
}
