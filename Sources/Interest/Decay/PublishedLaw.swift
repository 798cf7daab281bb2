// The rule as it was published: w ← w·α(t) + b with α(t) = 1/(1 + e^(-βt)), "t the time since the
// last update". It never says what an update is, and everything hangs on that, because α(0) is a
// half, α rises with t, and α(s)·α(t) is not α(s + t): ten days in one step keep 0.73 of a weight,
// in ten steps 0.0016 (β = 0.1 a day). The three readings:
//
//     at each behavior     PublishedPerBehaviorLaw
//     at fixed steps        PublishedFixedStepLaw
//     at each read          PublishedSimulation, a command for reproduction and no law of a store

/// α at each behavior on the item, and once more, virtually, when it is read.
///
/// Reads are harmless. What it cannot keep: after a late behavior or a merge the log is refolded;
/// the weight halves the moment after a behavior and then *rises* with time; and a behavior
/// without gain still halves it.
public struct PublishedPerBehaviorLaw: ResettingLaw {
    /// "published-per-behavior".
    public static let name = "published-per-behavior"

    /// β in α(t) = 1/(1 + e^(-βt)). Where it is negative, α falls instead.
    public let decayCoefficient: Rate
    private let clock: HalvingClock

    /// Checks the rate.
    public init(decayCoefficient: Rate) throws(LawError) {
        try decayCoefficient.checkPublished()
        self.decayCoefficient = decayCoefficient
        clock = HalvingClock(falling: decayCoefficient)
    }

    /// α.
    public func remaining(after elapsed: Interval) -> Double {
        let left = clock.remaining(after: elapsed.milliseconds)
        return decayCoefficient.perDay > 0 ? 1 / (1 + left) : left / (1 + left)
    }

    /// The state itself: α never passes 1.
    public func bounds(of weights: Weights) -> [Double] { weights.states[0].map(\.magnitude) }
}

/// α(Δ) once for each step of Δ on a grid that is the same for everybody.
///
/// That is an exponential in disguise, with a half-life of Δ·ln 2/ln(1 + e^(-βΔ)), and keeps what
/// exponentials keep: reads are harmless, late behaviors and merges exact. What it cannot keep:
/// between two steps nothing fades at all, so a half-life is only half at whole steps.
public struct PublishedFixedStepLaw: LandmarkLaw {
    /// "published-fixed-step".
    public static let name = "published-fixed-step"
    /// The steps that make sense.
    public static let steps = Interval.seconds(1)...Interval.days(36_525)

    /// β in α(Δ) = 1/(1 + e^(-βΔ)).
    public let decayCoefficient: Rate
    /// Δ: how often α is applied.
    public let step: Interval
    private let clock: HalvingClock

    /// Checks both.
    public init(decayCoefficient: Rate, step: Interval) throws(LawError) {
        try decayCoefficient.checkPublished()
        try step.check("step", in: Self.steps)
        self.decayCoefficient = decayCoefficient
        self.step = step
        // -log2 α(Δ) = log2(1 + e^(-βΔ)), and for a negative β the same with |β|, plus |β|Δ/ln 2.
        let falling = HalvingClock(falling: decayCoefficient)
        let (whole, fraction) = falling.reading(step.milliseconds)
        let extra = decayCoefficient.perDay > 0 ? 0 : Double(whole) + fraction
        let left = falling.remaining(after: step.milliseconds)
        clock = HalvingClock(halvingsPerUnit: Exponential.log2(onePlus: left) + extra)
    }

    /// One.
    public var stateCount: Int { 1 }

    /// Whole halvings up to the moment's step.
    public func landmarks(at moment: Moment) -> SIMD4<Int64> { [reading(moment).whole, 0, 0, 0] }

    /// α(Δ) to minus the steps between the landmark and the behavior.
    public func increments(at moment: Moment, in frame: Frame) -> SIMD4<Double> {
        let (whole, fraction) = reading(moment)
        let power = Exponential.power(Int(whole - frame.landmarks[0]))
        return [Exponential.exp2(fraction) * power, 0, 0, 0]
    }

    /// α(Δ) to the steps since the landmark.
    public func factors(at moment: Moment, in frame: Frame) -> SIMD4<Double> {
        let (whole, fraction) = reading(moment)
        let power = Exponential.power(Int(frame.landmarks[0] - whole))
        return [Exponential.exp2(-fraction) * power, 0, 0, 0]
    }

    /// A power of two.
    public func rescaling(from old: SIMD4<Int64>, to new: SIMD4<Int64>) -> SIMD4<Double> {
        [Exponential.power(Int(old[0] - new[0])), 1, 1, 1]
    }

    private func reading(_ moment: Moment) -> (whole: Int64, fraction: Double) {
        clock.reading(
            moment.time.milliseconds.flooredDivision(by: step.milliseconds).quotient)
    }
}

extension Rate {
    /// The published rule never says which sign β has, so both are taken.
    fileprivate func checkPublished() throws(LawError) {
        let magnitudes = LogisticLaw.decayCoefficients
        guard magnitudes ~= Rate(perDay: perDay.magnitude) else {
            let (least, most) = (magnitudes.lowerBound, magnitudes.upperBound)
            throw LawError("decayCoefficient", "\(least) to \(most), or its negative", "\(self)")
        }
    }
}
