/// A moment on the clock of time, in whole milliseconds since 1970 (UTC).
///
/// Whole, because decay splits a time into half-lives and a rest by integer
/// division: that is what keeps an inserted read or rebase from changing a bit.
public struct Timestamp: Hashable, Sendable {
    /// Milliseconds since 1970-01-01T00:00:00Z.
    public let milliseconds: Int64

    /// Takes milliseconds since 1970.
    public init(milliseconds: Int64) { self.milliseconds = milliseconds }

    /// Takes whole seconds since 1970, as most logs have them.
    public init(seconds: Int64) { milliseconds = seconds * 1000 }

    /// The first moment a behavior may carry.
    public static let earliest = Timestamp(milliseconds: 0)
    /// The last moment that the calendar of this system holds (the end of 9999).
    public static let latest = Timestamp(milliseconds: 253_402_300_799_999)

    /// The moment `interval` after this one.
    public static func + (time: Timestamp, interval: Interval) -> Timestamp {
        Timestamp(milliseconds: time.milliseconds + interval.milliseconds)
    }

    /// The moment `interval` before this one.
    public static func - (time: Timestamp, interval: Interval) -> Timestamp {
        Timestamp(milliseconds: time.milliseconds - interval.milliseconds)
    }
}

extension Timestamp: Comparable {
    /// Earlier is less.
    public static func < (first: Timestamp, second: Timestamp) -> Bool {
        first.milliseconds < second.milliseconds
    }
}
