// The spellings of a time that logs have, beside ISO 8601 and bare numbers:
//
//     2019-10-01 00:00:00 UTC        2013/4/3 10:45 PM         20130403T224507Z
//     Wed, 03 Apr 2013 22:45:07 GMT  3 Apr 2013                03/Apr/2013:22:45:07 +0000
//     Wed Apr 03 22:45:07 +0000 2013 April 3, 2013             3.4.2013 (the day first)
//     03/04/2013                     which has two readings unless they are one day
//
// What is no date of any calendar, and whatever has something left behind it, is no time.

/// A time read from its spelling.
package struct SpelledTime: Hashable, Sendable {
    /// What it says where the day comes first; nil where that is no day.
    package let dayFirst: WallTime?
    /// What it says where the month comes first; nil where that is no day.
    package let monthFirst: WallTime?

    /// The time, nil where it depends on an order that nobody said.
    package func time(_ order: DateOrder?) -> WallTime? {
        switch order {
        case .dayFirst: dayFirst
        case .monthFirst: monthFirst
        case nil: dayFirst == monthFirst ? dayFirst : evidence == nil ? nil : dayFirst ?? monthFirst
        }
    }

    /// The order that must be meant because the other gives no day.
    package var evidence: DateOrder? {
        guard (dayFirst == nil) != (monthFirst == nil) else { return nil }
        return dayFirst == nil ? .monthFirst : .dayFirst
    }

    /// Whether it is one day or another, by the order.
    package var isAmbiguous: Bool { evidence == nil && dayFirst != monthFirst }

    /// Nil for what is no time in any of the spellings.
    package init?(utf8 bytes: ArraySlice<UInt8>) {
        var reader = SpellingReader(bytes)
        guard let date = reader.date() else { return nil }
        guard let clock = reader.rest(after: date) else { return nil }
        func whole(_ midnight: WallTime?) -> WallTime? {
            midnight.map {
                WallTime(milliseconds: $0.milliseconds + clock.time, offset: clock.offset)
            }
        }
        dayFirst = whole(date.dayFirst)
        monthFirst = whole(date.monthFirst)
        guard dayFirst != nil || monthFirst != nil else { return nil }
    }

    /// A day, with or without a time of day, as digits alone: `20191001`, `20191001123000`. Only
    /// the years from 1900 to 2100, because other digits are more likely a number.
    package init?(digits: UInt64, count: Int) {
        let (day, clock): (UInt64, UInt64)
        switch count {
        case 8: (day, clock) = (digits, 0)
        case 12: (day, clock) = (digits / 10_000, digits % 10_000 * 100)
        case 14: (day, clock) = (digits / 1_000_000, digits % 1_000_000)
        default: return nil
        }
        guard 1900...2100 ~= day / 10_000, clock / 10_000 < 24, clock / 100 % 100 < 60,
            clock % 100 < 60,
            var time = WallTime(
                year: Int64(day / 10_000), month: Int64(day / 100 % 100), day: Int64(day % 100))
        else { return nil }
        let seconds = clock / 10_000 * 3600 + clock / 100 % 100 * 60 + clock % 100
        time.milliseconds += Int64(seconds) * 1000
        (dayFirst, monthFirst) = (time, time)
    }
}
