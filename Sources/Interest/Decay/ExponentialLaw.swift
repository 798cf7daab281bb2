// Forward decay on a clock of half-lives (Cormode, Shkapenyuk, Srivastava, Xu: Forward Decay, ICDE
// 2009), for a sum of exponentials.
//
// A component's clock is x = t/h + n/m, its state s = Σ v·2^(x_e - Q) for the landmark Q, its
// weight s·2^(Q - x). The clock is split into a whole part and a fraction before anything is
// raised to a power: t/h by integer division, so that the fraction depends on the moment alone and
// the whole part enters only as an exact power of two. Moving the landmark therefore changes no
// digit, and neither does a read.

/// A sum of exponentials, each with a half-life in time, in activity, or both.
///
/// Keeps every promise: reads are harmless, late behaviors and merges exact, the landmark moves
/// freely. Only a change of half-life needs the log. With a half-life in activity one thing less:
/// a late behavior takes its place on the clock of time alone, and documents do not merge.
public struct ExponentialLaw: LandmarkLaw {
    /// "exponential".
    public static let name = "exponential"

    /// One exponential of the sum.
    public struct Component: Hashable, Sendable {
        /// The time after which half is left; nil for a component that time does not touch.
        public let halfLife: Interval?
        /// The number of newer behaviors of the user after which half is left; nil likewise.
        public let activityHalfLife: Int64?
        /// The share of a gain that this component keeps.
        public let coefficient: Double

        /// Takes one as it stands; `ExponentialLaw.init` checks it.
        public init(halfLife: Interval?, activityHalfLife: Int64? = nil, coefficient: Double = 1) {
            self.halfLife = halfLife
            self.activityHalfLife = activityHalfLife
            self.coefficient = coefficient
        }
    }

    /// The components, one to four, whose coefficients add up to 1.
    public let components: [Component]
    /// The clock of each, worked out once.
    private let clocks: [ComponentClock]

    /// The half-lives that make sense: a second to a thousand years.
    public static let halfLives = Interval.seconds(1)...Interval.days(365_250)
    /// The activity half-lives that make sense, in behaviors.
    public static let activityHalfLives: ClosedRange<Int64> = 1...1_000_000_000

    /// Checks the components; throws a `LawError` that names the key and the allowed range.
    public init(_ components: [Component]) throws(LawError) {
        guard 1...stateCountMax ~= components.count else {
            throw LawError("components", "1 to \(stateCountMax) of them", "\(components.count)")
        }
        for component in components { try component.check() }
        let sum = components.reduce(0) { $0 + $1.coefficient }
        guard (sum - 1).magnitude <= 1e-9 else {
            throw LawError("coefficient", "a sum of 1 over the components", "\(sum)")
        }
        self.init(unchecked: components)
    }

    /// Half of a gain fades in two days (what somebody is about now), half in thirty (what
    /// somebody likes).
    public static let standard = ExponentialLaw(unchecked: [
        Component(halfLife: .days(2), coefficient: 0.5),
        Component(halfLife: .days(30), coefficient: 0.5),
    ])

    private init(unchecked components: [Component]) {
        self.components = components
        clocks = components.map(ComponentClock.init)
    }

    /// One a component.
    public var stateCount: Int { components.count }
    /// Only where the clock is time alone: two logs' counts of behaviors do not add up to places.
    public var isMergeable: Bool { components.allSatisfy { $0.activityHalfLife == nil } }

    /// The whole half-lives of each component's clock.
    public func landmarks(at moment: Moment) -> SIMD4<Int64> {
        SIMD4 { number in
            number < clocks.count ? clocks[number].reading(at: moment).whole : 0
        }
    }

    /// `2^(x_e - Q)`.
    public func increments(at moment: Moment, in frame: Frame) -> SIMD4<Double> {
        SIMD4 { number in
            guard number < clocks.count else { return 0 }
            let (whole, fraction) = clocks[number].reading(at: moment)
            return Exponential.exp2(fraction)
                * Exponential.power(Int(whole - frame.landmarks[number]))
        }
    }

    /// One component at a time, which keeps its half-lives and its landmark in registers.
    public func add(_ steps: [Step], to weights: inout Weights) {
        for (number, clock) in clocks.enumerated() {
            let landmark = weights.frame.landmarks[number]
            weights.withState(number) { state in
                var sums = state.mutableSpan
                for step in steps {
                    let (whole, fraction) = clock.reading(at: step.moment)
                    let power = Exponential.power(Int(whole - landmark))
                    sums[step.index] += Exponential.exp2(fraction) * power * step.gain
                }
            }
        }
    }

    /// `coefficient · 2^(Q - x)`.
    public func factors(at moment: Moment, in frame: Frame) -> SIMD4<Double> {
        SIMD4(
            lowHalf: factors(of: 0, at: moment, in: frame),
            highHalf: clocks.count > 2 ? factors(of: 2, at: moment, in: frame) : .zero)
    }

    /// Those of a component and of the next, where there is one.
    private func factors(of number: Int, at moment: Moment, in frame: Frame) -> SIMD2<Double> {
        let clock = clocks[number].reading(at: moment)
        let power = Exponential.power(Int(frame.landmarks[number] - clock.whole))
        let share = components[number].coefficient
        guard number + 1 < clocks.count else {
            return [share * Exponential.exp2(-clock.fraction) * power, 0]
        }
        let other = clocks[number + 1].reading(at: moment)
        let powers = SIMD2(
            power, Exponential.power(Int(frame.landmarks[number + 1] - other.whole)))
        let shares = SIMD2(share, components[number + 1].coefficient)
        return shares * Exponential.exp2(-SIMD2(clock.fraction, other.fraction)) * powers
    }

    /// `2^(Q - Q')`, an exact power of two.
    public func rescaling(from old: SIMD4<Int64>, to new: SIMD4<Int64>) -> SIMD4<Double> {
        var scale = SIMD4<Double>(repeating: 1)
        for index in components.indices {
            scale[index] = Exponential.power(Int(old[index] - new[index]))
        }
        return scale
    }
}

extension SIMD4 {
    /// Each number by its place. Written out, because storing one by one and reading them all at
    /// once makes the processor wait.
    @inline(__always)
    fileprivate init(_ number: (Int) -> Scalar) {
        self.init(number(0), number(1), number(2), number(3))
    }
}

extension ExponentialLaw.Component {
    fileprivate func check() throws(LawError) {
        let activities = ExponentialLaw.activityHalfLives
        guard halfLife != nil || activityHalfLife != nil else {
            throw LawError("halfLife", "a half-life in time, in activity, or both", "left out")
        }
        try halfLife?.check("halfLife", in: ExponentialLaw.halfLives)
        if let activityHalfLife, !(activities ~= activityHalfLife) {
            throw LawError(
                "activityHalfLife", "\(activities.lowerBound) to \(activities.upperBound)",
                "\(activityHalfLife)")
        }
        guard coefficient > 0, coefficient <= 1 else {
            throw LawError("coefficient", "above 0, at most 1", "\(coefficient)")
        }
    }
}
