// Some laws halve after a time that is no whole number of milliseconds: e^(-bt) after ln 2 / b.
// A reading t·c of such a clock (c halvings a millisecond) has up to 2^48 · 2^-10 halvings before
// the point, and the digits behind the point are the ones that matter. So c is kept as two doubles
// and the product formed exactly, by Dekker's splitting (T. J. Dekker, A floating-point technique
// for extending the available precision, Numerische Mathematik 18, 1971): additions and
// multiplications only, the same bits on every machine.

/// A clock that halves a weight at a constant rate per unit, a real number.
struct HalvingClock: Hashable, Sendable {
    /// Halvings a unit: the sum of the two.
    private let high: Double
    private let low: Double

    /// Takes the number of halvings per unit.
    init(halvingsPerUnit: Double) {
        high = halvingsPerUnit
        low = 0
    }

    /// Falls by e for every 1/`rate` of time; a unit is a millisecond.
    init(falling rate: Rate) {
        let (numerator, milliseconds) = (rate.perDay.magnitude, 86_400_000.0)
        let (product, rest) = Self.product(Self.ln2.high, milliseconds)
        let denominator = (high: product, low: rest + Self.ln2.low * milliseconds)
        high = numerator / denominator.high
        let (back, backRest) = Self.product(high, denominator.high)
        low = (((numerator - back) - backRest) - high * denominator.low) / denominator.high
    }

    static let ln2 = (high: 0x1.62e42fefa39efp-1, low: 0x1.abc9e3b39803fp-56)

    /// The reading after `count` units: whole halvings and a fraction in 0...1.
    func reading(_ count: Int64) -> (whole: Int64, fraction: Double) {
        let (product, rest) = Self.product(high, Double(count))
        let whole = Int64(product)
        let fraction = (product - Double(whole)) + (rest + low * Double(count))
        if fraction < 0 { return (whole - 1, fraction + 1) }
        return fraction < 1 ? (whole, fraction) : (whole + 1, fraction - 1)
    }

    /// What is left of 1 after `count` units.
    func remaining(after count: Int64) -> Double {
        let (whole, fraction) = reading(count)
        return Exponential.exp2(-fraction) * Exponential.power(Int(-whole))
    }

    /// `first * second` as the rounded product and what rounding left of it.
    private static func product(_ first: Double, _ second: Double) -> (Double, Double) {
        let product = first * second
        let (one, oneRest) = halves(first)
        let (other, otherRest) = halves(second)
        let rest =
            ((one * other - product) + one * otherRest + oneRest * other) + oneRest * otherRest
        return (product, rest)
    }

    private static func halves(_ number: Double) -> (Double, Double) {
        let scaled = 134_217_729 * number
        let high = scaled - (scaled - number)
        return (high, number - high)
    }
}
