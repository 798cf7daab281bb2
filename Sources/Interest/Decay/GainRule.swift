/// How a behaviour's action and value become a gain.
public enum GainRule: Hashable, Sendable {
    /// The same for each behaviour.
    case fixed(Double)
    /// A value mapped about the middle of its scale to -1…1, so that a bad rating takes
    /// interest away: `(value - middle) / (half the scale)`.
    case rating(lowest: Double, highest: Double)
    /// So much for each unit of the value: three pieces bought are three times one.
    case perValue(Double)
    /// `1/(1 + e^(-γ·elapsed))` with γ the coefficient and the time since the user's last
    /// behaviour on the item: a burst of clicks adds about a half each, coming back after long
    /// adds 1. The first adds the initial interest.
    case growth(growthCoefficient: Rate)

    /// The gains that make sense: sums of a lifetime of them stay far from a double's limits.
    public static let gainMax = 1e6
    /// The growth coefficients that make sense.
    public static let growthCoefficients = LogisticLaw.decayCoefficients

    func gain(
        value: Double?, since elapsed: Interval?, initially initial: @autoclosure () -> Double
    ) -> Double {
        switch self {
        case .fixed(let gain): return gain
        case .rating(let lowest, let highest):
            let value = value ?? 0
            let gain = (value - (lowest + highest) / 2) / ((highest - lowest) / 2)
            return min(1, max(-1, gain))
        case .perValue(let gain):
            let product = gain * (value ?? 0)
            return min(Self.gainMax, max(-Self.gainMax, product))
        case .growth(let coefficient):
            guard let elapsed else { return initial() }
            let clock = HalvingClock(falling: coefficient)
            return 1 / (1 + clock.remaining(after: elapsed.milliseconds))
        }
    }

    /// Throws why a behaviour with this value cannot enter the log.
    func check(_ behavior: Behavior) throws(Rejection) {
        let scale: ClosedRange<Double>
        switch self {
        case .fixed, .growth: return
        case .rating(let lowest, let highest): scale = lowest...highest
        case .perValue(let gain):
            let most = Self.gainMax / gain.magnitude
            scale = -most...most
        }
        guard let value = behavior.value else { throw .missingValue(behavior.action) }
        guard scale ~= value else { throw .valueOffScale(value, scale) }
    }

    /// Throws where the rule makes no sense.
    func checkRange() throws(LawError) {
        let allowed = "-\(Self.gainMax) to \(Self.gainMax)"
        switch self {
        case .fixed(let gain):
            guard gain.magnitude <= Self.gainMax else { throw LawError("gain", allowed, "\(gain)") }
        case .perValue(let gain):
            guard gain.magnitude <= Self.gainMax, gain != 0 else {
                throw LawError("perValue", allowed + ", not 0", "\(gain)")
            }
        case .rating(let lowest, let highest):
            guard lowest.magnitude <= Self.gainMax, highest.magnitude <= Self.gainMax,
                lowest < highest
            else {
                throw LawError(
                    "highest", "above lowest, both within \(allowed)", "\(lowest) to \(highest)")
            }
        case .growth(let coefficient):
            try coefficient.check("growthCoefficient", in: Self.growthCoefficients)
        }
    }
}

/// What a user's first behaviour on an item adds where gains grow: 1, or what a model expects.
///
/// It is asked again at every refold, so for one behaviour and one version of the settings it must
/// always say the same; a model's version belongs into what the fingerprint covers.
public protocol InitialInterest: Sendable {
    /// The interest to begin with, 0 to 1.
    func interest(of behavior: Behavior) -> Double
}

extension InitialInterest {
    /// What a model says, held between 0 and 1; 1 where it says nothing sensible.
    func bounded(for behavior: Behavior) -> Double {
        let interest = interest(of: behavior)
        return interest.isFinite ? min(1, max(0, interest)) : 1
    }
}

/// The same initial interest for everybody and everything.
public struct ConstantInitialInterest: InitialInterest {
    private let value: Double

    /// Takes the value.
    public init(_ value: Double) { self.value = value }

    /// The value.
    public func interest(of behavior: Behavior) -> Double { value }
}

extension InitialInterest where Self == ConstantInitialInterest {
    /// 1: whoever did something once is interested.
    public static var one: ConstantInitialInterest { ConstantInitialInterest(1) }
}
