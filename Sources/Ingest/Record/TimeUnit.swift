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
    /// By its size: below 100,000,000,000 it counts seconds (up to the year 5138), below a thousand
    /// times that milliseconds (from March 1973), then microseconds, then nanoseconds. Digits that
    /// are a day of the years 1900 to 2100 (`20191001`) are that day.
    case guessed

    /// Where guessing goes over from seconds to milliseconds.
    static let guessLimit: Int64 = 100_000_000_000

    /// The time that `number` says, nil where it has an exponent or leaves 64 bits.
    func timestamp(_ number: DecimalNumber) -> Timestamp? {
        guard let whole = number.whole(times: 1) else { return nil }
        let finer = finer(whole.magnitude)
        if finer > 1 { return Timestamp(milliseconds: whole / finer) }
        let isSeconds = self == .seconds || (self == .guessed && whole.magnitude < Self.guessLimit)
        return number.whole(times: isSeconds ? 1000 : 1).map(Timestamp.init(milliseconds:))
    }

    /// The time that a number with an exponent says, as JavaScript and pandas may write it.
    func timestamp(rounding number: Double) -> Timestamp? {
        let isSeconds =
            self == .seconds || (self == .guessed && number.magnitude < Double(Self.guessLimit))
        let size = UInt64(exactly: number.magnitude.rounded()) ?? 0
        let milliseconds = (isSeconds ? number * 1000 : number / Double(finer(size))).rounded()
        return Int64(exactly: milliseconds).map(Timestamp.init(milliseconds:))
    }

    /// How many of it are a millisecond, where it is finer than that.
    private func finer(_ magnitude: UInt64) -> Int64 {
        switch self {
        case .microseconds: 1000
        case .nanoseconds: 1_000_000
        case .seconds, .milliseconds: 1
        case .guessed:
            magnitude < 1000 * UInt64(Self.guessLimit)
                ? 1 : magnitude < 1_000_000 * UInt64(Self.guessLimit) ? 1000 : 1_000_000
        }
    }
}
