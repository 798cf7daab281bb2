// Conditional survival with a fixed origin O under S(t) = (1 + t/τ)^-p:
//
//     W(t) = Σ v·(1 + (t_e - O)/τ)^p / (1 + (t - O)/τ)^p
//
// With a whole p the numerator opens into moments M_k = Σ v·u^k, u = (t_e - O)/τ, k = 0…p:
//
//     Σ v·(1 + u)^p = Σ_k C(p,k)·M_k
//
// and unlike the closed sum, moments can be moved to an earlier origin when a behavior older than
// all others turns up: u' = u + d gives M'_k = Σ_j C(k,j)·d^(k-j)·M_j. All of it adds positive
// numbers, so no digits cancel. That is why p is 1, 2 or 3 and no fraction.

/// A weight that fades ever more slowly: (1 + t/τ)^-p, by the age of the profile.
///
/// Reads are harmless, late behaviors and merges exact. What it cannot keep: the half-life is no
/// constant. At age u half is gone after (τ + u)(2^(1/p) - 1): with τ = 7 d and p = 1 that is 7
/// days for a new profile and 372 after a year. And as with `LogisticLaw`, a behavior older than
/// all others changes what is left of every interest.
public struct PowerLaw: LinearLaw {
    /// "power".
    public static let name = "power"
    /// The exponents that can be kept exactly.
    public static let exponents = 1...(stateCountMax - 1)
    /// The time scales that make sense.
    public static let timeScales = ExponentialLaw.halfLives

    /// τ: the age at which a behavior of the first day counts for 2^-p.
    public let timeScale: Interval
    /// p: how steeply weights fall.
    public let exponent: Int

    /// Checks both.
    public init(timeScale: Interval, exponent: Int) throws(LawError) {
        try timeScale.check("timeScale", in: Self.timeScales)
        guard Self.exponents ~= exponent else {
            throw LawError("exponent", "1, 2 or 3", "\(exponent)")
        }
        self.timeScale = timeScale
        self.exponent = exponent
    }

    /// The moments up to the exponent.
    public var stateCount: Int { exponent + 1 }

    /// Moves the origin to the oldest behavior: only ever back.
    public func rebase(_ weights: inout Weights) {
        let (origin, target) = (weights.frame.landmarks[0], weights.frame.oldest.milliseconds)
        weights.frame.landmarks[0] = target
        guard origin != target, weights.states.first?.isEmpty == false else { return }
        let distance = Double(origin - target) / Double(timeScale.milliseconds)
        let rows = Self.binomials.prefix(stateCount)
        for index in weights.items.indices where index < weights.states[0].count {
            let old = weights.states.map { $0[index] }
            for (number, row) in rows.enumerated() {
                // Horner's rule in the distance, the lowest moment first.
                weights.states[number][index] = zip(old, row).reduce(0) {
                    $0 * distance + $1.0 * $1.1
                }
            }
        }
    }

    /// The powers of `(t_e - O)/τ`.
    public func increments(at moment: Moment, in frame: Frame) -> SIMD4<Double> {
        let age = age(at: moment, in: frame)
        return [1, age, age * age, age * age * age]
    }

    /// The binomial coefficients over `(1 + (t - O)/τ)^p`.
    public func factors(at moment: Moment, in frame: Frame) -> SIMD4<Double> {
        let base = 1 + age(at: moment, in: frame)
        var power = base
        for _ in 1..<exponent { power *= base }
        var factors = SIMD4<Double>.zero
        for (number, binomial) in Self.binomials[exponent].enumerated() {
            factors[number] = binomial / power
        }
        return factors
    }

    private func age(at moment: Moment, in frame: Frame) -> Double {
        Double(moment.time.milliseconds - frame.landmarks[0]) / Double(timeScale.milliseconds)
    }

    private static let binomials: [[Double]] = [[1], [1, 1], [1, 2, 1], [1, 3, 3, 1]]
}
