// Conditional survival with a fixed origin O under S(t) = 2/(1 + e^(bt)), which is forward decay
// with g = 1/S. With A = Σ v and E = Σ v·e^(b(t_e - R)), R a movable landmark,
//
//     W(t) = Σ v·S(t - O)/S(t_e - O) = (A·e^(-b(t-O)) + E·e^(-b(t-R))) / (1 + e^(-b(t-O)))
//
// and neither A nor E depends on O: so documents of different origins merge, and a behavior
// older than all before it only moves O. E is an exponential with a half-life of ln 2 / b, and R
// a whole number of those, so that moving it is exact.

/// A weight that fades slowly at first and then ever faster, up to `decayCoefficient`: the
/// survival curve 2/(1 + e^(bt)), by the age of the profile.
///
/// Reads are harmless, late behaviors and merges exact. What it cannot keep: two profiles with
/// the same last month fade differently if one began earlier, because age counts from the oldest
/// behavior of all (after a few 1/b every profile fades like an exponential). So a behavior
/// older than all others changes what is left of every interest.
public struct LogisticLaw: LandmarkLaw {
    /// "logistic".
    public static let name = "logistic"
    /// The rates that make sense: half-lives of about a second to two thousand years.
    public static let decayCoefficients = Rate(perDay: 1e-6)...Rate(perDay: 6e4)

    /// b: the rate at which an old profile fades.
    public let decayCoefficient: Rate
    private let clock: HalvingClock

    /// Checks the rate.
    public init(decayCoefficient: Rate) throws(LawError) {
        try decayCoefficient.check("decayCoefficient", in: Self.decayCoefficients)
        self.decayCoefficient = decayCoefficient
        clock = HalvingClock(falling: decayCoefficient)
    }

    /// A and E.
    public var stateCount: Int { 2 }

    /// None for A; whole half-lives for E.
    public func landmarks(at moment: Moment) -> SIMD4<Int64> {
        [0, clock.reading(moment.time.milliseconds).whole, 0, 0]
    }

    /// 1 and `e^(b(t_e - R))`.
    public func increments(at moment: Moment, in frame: Frame) -> SIMD4<Double> {
        let (whole, fraction) = clock.reading(moment.time.milliseconds)
        let power = Exponential.power(Int(whole - frame.landmarks[1]))
        return [1, Exponential.exp2(fraction) * power, 0, 0]
    }

    /// What A and E are multiplied by in the formula above.
    public func factors(at moment: Moment, in frame: Frame) -> SIMD4<Double> {
        let time = moment.time.milliseconds
        let left = clock.remaining(after: max(0, time - frame.oldest.milliseconds))
        let (whole, fraction) = clock.reading(time)
        let power = Exponential.power(Int(frame.landmarks[1] - whole))
        return [left / (1 + left), Exponential.exp2(-fraction) * power / (1 + left), 0, 0]
    }

    /// 1 for A, a power of two for E.
    public func rescaling(from old: SIMD4<Int64>, to new: SIMD4<Int64>) -> SIMD4<Double> {
        [1, Exponential.power(Int(old[1] - new[1])), 1, 1]
    }
}

/// The same curve by the age of the interest, which restarts at each behavior on the item:
/// `w ← w·S(elapsed) + gain`.
///
/// Reads are harmless. What it cannot keep: after a late behavior or a merge, the log must be
/// folded again in order of time; and frequent behaviors slow the decay, even with a gain of zero,
/// since each of them makes the interest young again.
public struct ResettingLogisticLaw: ResettingLaw {
    /// "logistic-reset".
    public static let name = "logistic-reset"

    /// b: the rate at which an interest left alone for long fades.
    public let decayCoefficient: Rate
    private let clock: HalvingClock

    /// Checks the rate.
    public init(decayCoefficient: Rate) throws(LawError) {
        try decayCoefficient.check("decayCoefficient", in: LogisticLaw.decayCoefficients)
        self.decayCoefficient = decayCoefficient
        clock = HalvingClock(falling: decayCoefficient)
    }

    /// `2/(1 + e^(bt))`.
    public func remaining(after elapsed: Interval) -> Double {
        let left = clock.remaining(after: elapsed.milliseconds)
        return 2 * left / (1 + left)
    }
}
