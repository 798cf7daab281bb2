internal import Interest

/// What a bare number in a time field counts.
public enum TimeUnit: String, Hashable, Sendable, CaseIterable {
    /// Seconds since 1970, with or without a fraction.
    case seconds
    /// Milliseconds since 1970.
    case milliseconds
    /// By its size: below 100,000,000,000 it counts seconds (up to the year 5138), from there
    /// on milliseconds (from March 1973).
    case guessed

    /// Where guessing goes over from seconds to milliseconds.
    static let guessLimit: Int64 = 100_000_000_000

    /// The time that `number` says, nil where it has an exponent or leaves 64 bits.
    func timestamp(_ number: DecimalNumber) -> Timestamp? {
        guard let whole = number.whole(times: 1) else { return nil }
        let isSeconds = self == .seconds || (self == .guessed && whole.magnitude < Self.guessLimit)
        return number.whole(times: isSeconds ? 1000 : 1).map(Timestamp.init(milliseconds:))
    }

    /// The time that a number with an exponent says, as JavaScript and pandas may write it.
    func timestamp(rounding number: Double) -> Timestamp? {
        let isSeconds =
            self == .seconds || (self == .guessed && number.magnitude < Double(Self.guessLimit))
        let milliseconds = (isSeconds ? number * 1000 : number).rounded()
        return Int64(exactly: milliseconds).map(Timestamp.init(milliseconds:))
    }
}
