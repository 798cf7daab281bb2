/// A date and a time of day as a text shows them, with the offset from UTC if the text has one.
package struct WallTime: Hashable, Sendable {
    /// Milliseconds since 1970-01-01 00:00 on the clock that the text was read from.
    package var milliseconds: Int64
    /// How far that clock is ahead of UTC in milliseconds; nil where the text does not say.
    package var offset: Int64?

    /// Takes both.
    package init(milliseconds: Int64, offset: Int64?) {
        self.milliseconds = milliseconds
        self.offset = offset
    }

    /// The midnight that begins a day; nil where no calendar has that day.
    package init?(year: Int64, month: Int64, day: Int64) {
        guard 1...9999 ~= year, 1...12 ~= month, day >= 1,
            day <= Timestamp.dayCount(of: month, in: year)
        else { return nil }
        milliseconds = Timestamp.day(year: year, month: month, day: day) * 86_400_000
        offset = nil
    }

    /// The moment, where a clock without an offset shows UTC.
    package var timestamp: Timestamp { Timestamp(milliseconds: milliseconds - (offset ?? 0)) }
}
