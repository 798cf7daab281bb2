public import Interest

/// The number of requests that are allowed in an interval, written `100/1s` or `60/1min`.
///
/// After a quiet interval, the whole number may come at once; then it is refilled evenly.
public struct RateLimit: Hashable, Sendable, LosslessStringConvertible {
    /// The most requests that a limit may allow.
    public static let countMax = 1_000_000
    /// The longest time that a limit may be for.
    public static let intervalMax = Interval.days(1)

    /// How many requests.
    public let count: Int
    /// In how long.
    public let interval: Interval

    /// Nil where it allows nothing, or more than `countMax`, or is for no time or too long a one.
    public init?(count: Int, per interval: Interval) {
        guard 1...Self.countMax ~= count, interval.milliseconds > 0,
            interval <= Self.intervalMax
        else { return nil }
        self.count = count
        self.interval = interval
    }

    /// Reads `100/1s`; nil for anything else.
    public init?(_ text: String) {
        let sides = text.split(separator: "/", omittingEmptySubsequences: false)
        guard sides.count == 2, let count = Int(sides[0]), let interval = Interval(String(sides[1]))
        else { return nil }
        self.init(count: count, per: interval)
    }

    /// As it is written.
    public var description: String { "\(count)/\(interval)" }
}

/// How much of a rate limit is left to somebody: a bucket that fills evenly, of which each request
/// takes its part.
///
/// In whole numbers, so that who waits as long as was said is let in: each millisecond brings
/// `count` drops, a request takes as many as the interval has milliseconds, and what a whole
/// interval brings fills the bucket.
public struct TokenBucket: Hashable, Sendable {
    /// How large it is, and how fast it fills.
    public let limit: RateLimit
    private var drops: Int64
    private var filled: Timestamp

    private var count: Int64 { Int64(limit.count) }
    private var cost: Int64 { limit.interval.milliseconds }

    /// Begins full.
    public init(_ limit: RateLimit, at now: Timestamp) {
        self.limit = limit
        drops = Int64(limit.count) * limit.interval.milliseconds
        filled = now
    }

    /// Takes what a request needs, or takes nothing and says how long it is until there is enough.
    ///
    /// A clock that is set back costs nobody anything and gives nothing.
    public mutating func take(at now: Timestamp) -> Interval? {
        let elapsed = min(max(0, now.milliseconds - filled.milliseconds), cost)
        drops = min(count * cost, drops + elapsed * count)
        filled = now
        guard drops < cost else {
            drops -= cost
            return nil
        }
        return Interval(milliseconds: (cost - drops + count - 1) / count)
    }
}
