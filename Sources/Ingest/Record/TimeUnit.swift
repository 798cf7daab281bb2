internal import Interest

/// What a bare number in a time field counts.
public enum TimeUnit: String, Hashable, Sendable, CaseIterable {
    /// Seconds since 1970, with or without a fraction.
    case seconds
    /// Milliseconds since 1970.
    case milliseconds
    /// Microseconds since 1970; what is beyond milliseconds is cut off.
    case microseconds
    /// Nanoseconds since 1970; what is beyond milliseconds is cut off.
    case nanoseconds
    /// By its size: below 100,000,000,000 it counts seconds (up to the year 5138), from there
    /// on milliseconds (from March 1973).
    case guessed

    /// Where guessing goes over from seconds to milliseconds.
    static let guessLimit: Int64 = 100_000_000_000

    /// The time that `number` says, nil where it has an exponent or leaves 64 bits.
    func timestamp(_ number: DecimalNumber) -> Timestamp? {
        guard let whole = number.whole(times: 1) else { return nil }
        if finer > 1 { return Timestamp(milliseconds: whole / finer) }
        let isSeconds = self == .seconds || (self == .guessed && whole.magnitude < Self.guessLimit)
        return number.whole(times: isSeconds ? 1000 : 1).map(Timestamp.init(milliseconds:))
    }

    /// The time that a number with an exponent says, as JavaScript and pandas may write it.
    func timestamp(rounding number: Double) -> Timestamp? {
        let isSeconds =
            self == .seconds || (self == .guessed && number.magnitude < Double(Self.guessLimit))
        let milliseconds = (isSeconds ? number * 1000 : number / Double(finer)).rounded()
        return Int64(exactly: milliseconds).map(Timestamp.init(milliseconds:))
    }

    /// How many of it are a millisecond, where it is finer than that.
    private var finer: Int64 {
        switch self {
        case .microseconds: 1000
        case .nanoseconds: 1_000_000
        case .seconds, .milliseconds, .guessed: 1
        }
    }
}
