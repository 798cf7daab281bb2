/// How a behavior's action and value become a gain.
public enum GainRule: Hashable, Sendable {
    /// The same for each behavior.
    case fixed(Double)
    /// A value mapped about the middle of its scale to -1…1, so that a bad rating takes
    /// interest away: `(value - middle) / (half the scale)`.
    case rating(lowest: Double, highest: Double)
    /// So much for each unit of the value: three pieces bought are three times one.
    case perValue(Double)
    /// `1/(1 + e^(-γ·elapsed))` with γ the coefficient and the time since the user's last
    /// behavior on the item: a burst of clicks adds about a half each, coming back after long
    /// adds 1. The first adds the initial interest: 1, or what a model found.
    ///
    /// A number and not the model that found it: so a fold needs nothing but log and settings, and
    /// the settings' fingerprint tells one from another.
    case growth(growthCoefficient: Rate, initial: Double = 1)

    /// The gains that make sense: sums of a lifetime of them stay far from a double's limits.
    public static let gainMax = 1e6
    /// The growth coefficients that make sense.
    public static let growthCoefficients = LogisticLaw.decayCoefficients
    /// The initial interests that make sense.
    public static let initials = 0.0...1

    func gain(value: Double?, since elapsed: Interval?) -> Double {
        switch self {
        case .fixed(let gain): return gain
        case .rating(let lowest, let highest):
            let value = value ?? 0
            let gain = (value - (lowest + highest) / 2) / ((highest - lowest) / 2)
            return min(1, max(-1, gain))
        case .perValue(let gain):
            let product = gain * (value ?? 0)
            return min(Self.gainMax, max(-Self.gainMax, product))
        case .growth(let coefficient, let initial):
            guard let elapsed else { return initial }
            let clock = HalvingClock(falling: coefficient)
            return 1 / (1 + clock.remaining(after: elapsed.milliseconds))
        }
    }

    /// Throws why a behavior with this value cannot enter the log.
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
        case .growth(let coefficient, let initial):
            try coefficient.check("growthCoefficient", in: Self.growthCoefficients)
            guard Self.initials ~= initial else {
                throw LawError("initial", Self.initials.allowed, "\(initial)")
            }
        }
    }
}
