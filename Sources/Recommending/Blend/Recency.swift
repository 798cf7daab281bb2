internal import Glibc
internal import Interest

/// How much a user's interests say beside what is current, by how long the user has been idle.
///
/// Somebody who did something a minute ago is likely to go on with it; somebody who comes back
/// after two weeks is more likely to take what everybody takes now. The share that is left is
/// Wickelgren's power law of forgetting (Memory & Cognition 2, 1974):
///
///     left(t) = (1 + t / 1 h)^-ψ
///
/// It fades slower than any exponential, as the gaps between people's visits do: from minutes to
/// months. ψ = 0 means that it makes no difference.
struct Recency: Hashable, Sendable {
    /// The exponents that are tried, weakest first.
    static let exponents: [Double] = [0, 0.2, 0.4, 0.6, 0.8]
    private static let unit = Interval.hours(1)

    /// ψ.
    let exponent: Double

    /// What a user says who has been idle for so long; 1 for somebody who has not.
    func left(after idle: Interval) -> Double {
        guard exponent > 0, idle > .zero else { return 1 }
        return pow(
            1 + Double(idle.milliseconds) / Double(Self.unit.milliseconds), -exponent)
    }
}
