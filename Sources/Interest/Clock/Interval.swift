/// A length of time in whole milliseconds, written `30d`, `12h`, `90s` or `250ms`.
///
/// Half-lives are given in it, on the command line and in settings alike.
public struct Interval: Hashable, Sendable {
    /// The length in milliseconds.
    public let milliseconds: Int64

    /// Takes milliseconds.
    public init(milliseconds: Int64) { self.milliseconds = milliseconds }

    /// No time at all.
    public static let zero = Interval(milliseconds: 0)

    /// A number of days of 24 hours.
    public static func days(_ count: Int64) -> Interval {
        Interval(milliseconds: count * 86_400_000)
    }

    /// A number of hours.
    public static func hours(_ count: Int64) -> Interval {
        Interval(milliseconds: count * 3_600_000)
    }

    /// A number of seconds.
    public static func seconds(_ count: Int64) -> Interval {
        Interval(milliseconds: count * 1000)
    }

    private static let units: [(suffix: String, milliseconds: Int64)] = [
        ("y", 31_557_600_000), ("w", 604_800_000), ("d", 86_400_000), ("h", 3_600_000),
        ("min", 60_000), ("ms", 1), ("s", 1000),
    ]
}

extension Interval: Comparable {
    /// Shorter is less.
    public static func < (first: Interval, second: Interval) -> Bool {
        first.milliseconds < second.milliseconds
    }
}

extension Interval: LosslessStringConvertible {
    /// The length in the largest unit that goes into it without a rest.
    public var description: String {
        let names = ["d", "h", "min", "s", "ms"]
        let unit = names.lazy.compactMap { name in Self.units.first { $0.suffix == name } }
            .first { milliseconds % $0.milliseconds == 0 }
        guard let unit else { return "\(milliseconds)ms" }
        return "\(milliseconds / unit.milliseconds)\(unit.suffix)"
    }

    /// Reads a number (a fraction is allowed) and one of `ms s min h d w y`.
    ///
    /// A year is 365.25 days. Nil for anything else, below a millisecond, and over 10,000 years.
    public init?(_ text: String) {
        guard let unit = Self.units.first(where: { text.hasSuffix($0.suffix) }),
            let count = Double(text.dropLast(unit.suffix.count))
        else { return nil }
        let milliseconds = (count * Double(unit.milliseconds)).rounded()
        guard milliseconds >= 1, milliseconds <= 3.2e14 else { return nil }
        self.init(milliseconds: Int64(milliseconds))
    }
}

extension Interval: Codable {
    /// Reads the text form.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let interval = Interval(text) else {
            throw DecodingError.dataCorruptedError(
                in: container,
                debugDescription: "\"\(text)\" is not a length of time: write 30d, 12h or 90s")
        }
        self = interval
    }

    /// Writes the text form.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
