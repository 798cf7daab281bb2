// Days and dates by Howard Hinnant's "chrono-Compatible Low-Level Date Algorithms":
// a year that begins in March puts the leap day last, and 400 years are 146,097 days.

extension Timestamp: CustomStringConvertible {
    /// The moment as `2013-04-03T20:05:07Z`, with milliseconds only where there are any.
    public var description: String {
        var text: [UInt8] = []
        text.reserveCapacity(24)
        write(to: &text)
        return String(decoding: text, as: UTF8.self)
    }

    /// Appends the description: an answer over HTTP has one for each interest, and makes no text
    /// for it.
    package func write(to text: inout [UInt8]) {
        let (days, rest) = milliseconds.flooredDivision(by: 86_400_000)
        let (year, month, day) = Self.date(ofDay: days)
        let (seconds, fraction) = (rest / 1000, rest % 1000)
        if 0...9999 ~= year {
            Self.append(year / 100, to: &text)
            Self.append(year % 100, to: &text)
        } else {
            text.append(contentsOf: String(year).utf8)
        }
        Self.append("-", month, to: &text)
        Self.append("-", day, to: &text)
        Self.append("T", seconds / 3600, to: &text)
        Self.append(":", seconds / 60 % 60, to: &text)
        Self.append(":", seconds % 60, to: &text)
        if fraction != 0 {
            Self.append(".", fraction / 10, to: &text)
            text.append(UInt8(ascii: "0") + UInt8(fraction % 10))
        }
        text.append(UInt8(ascii: "Z"))
    }

    /// The two digits of a number below 100, behind a sign.
    private static func append(_ sign: Unicode.Scalar, _ number: Int64, to text: inout [UInt8]) {
        text.append(UInt8(ascii: sign))
        append(number, to: &text)
    }

    private static func append(_ number: Int64, to text: inout [UInt8]) {
        text.append(UInt8(ascii: "0") + UInt8(number / 10))
        text.append(UInt8(ascii: "0") + UInt8(number % 10))
    }

    private static func date(ofDay day: Int64) -> (year: Int64, month: Int64, day: Int64) {
        let (era, dayOfEra) = (day + 719_468).flooredDivision(by: 146_097)
        let yearOfEra =
            (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shifted = (5 * dayOfYear + 2) / 153
        let month = shifted < 10 ? shifted + 3 : shifted - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        return (year, month, dayOfYear - (153 * shifted + 2) / 5 + 1)
    }

    static func day(year: Int64, month: Int64, day: Int64) -> Int64 {
        let (era, yearOfEra) = (month <= 2 ? year - 1 : year).flooredDivision(by: 400)
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
            - 719_468
    }

    static func dayCount(of month: Int64, in year: Int64) -> Int64 {
        switch month {
        case 2: (year % 4 == 0 && year % 100 != 0) || year % 400 == 0 ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }
}

extension Timestamp: LosslessStringConvertible {
    /// Reads `2013-04-03`, `2013-04-03T20:05:07Z`, with a space for the `T`, a fraction of a
    /// second (beyond milliseconds cut off), and an offset (`Z`, `+02:00`, `+0200`, none = UTC).
    ///
    /// Nil for anything else, for a date that no calendar has, and outside the years 1 to 9999.
    public init?(_ text: String) {
        self.init(utf8: Array(text.utf8)[...])
    }

    /// Reads the same spellings from the bytes of a line, without making a string.
    public init?(utf8 bytes: ArraySlice<UInt8>) {
        var scanner = Scanner(bytes: bytes, index: bytes.startIndex)
        guard let time = scanner.time(), scanner.isAtEnd else { return nil }
        self.init(milliseconds: time)
    }
}

private struct Scanner {
    let bytes: ArraySlice<UInt8>
    var index: Int

    var isAtEnd: Bool { index == bytes.endIndex }

    mutating func time() -> Int64? {
        guard let year = number(digits: 4), year >= 1, take("-"),
            let month = number(digits: 2), 1...12 ~= month, take("-"),
            let day = number(digits: 2), day >= 1, day <= Timestamp.dayCount(of: month, in: year)
        else { return nil }
        let midnight = Timestamp.day(year: year, month: month, day: day) * 86_400_000
        guard !isAtEnd else { return midnight }
        guard take("T") || take("t") || take(" "), let clock = clock(), let offset = offset()
        else { return nil }
        return midnight + clock - offset
    }

    private mutating func clock() -> Int64? {
        guard let hour = number(digits: 2), hour < 24, take(":"),
            let minute = number(digits: 2), minute < 60
        else { return nil }
        var milliseconds = (hour * 60 + minute) * 60_000
        guard take(":") else { return milliseconds }
        guard let second = number(digits: 2), second < 60 else { return nil }
        milliseconds += second * 1000
        guard take(".") || take(",") else { return milliseconds }
        var place: Int64 = 100
        let start = index
        while let digit = digit() {
            milliseconds += digit * place
            place /= 10
        }
        return index > start ? milliseconds : nil
    }

    private mutating func offset() -> Int64? {
        if isAtEnd || take("Z") || take("z") { return 0 }
        let sign: Int64 = take("+") ? 1 : -1
        guard sign == 1 || take("-"), let hours = number(digits: 2), hours < 24 else { return nil }
        _ = take(":")
        guard !isAtEnd else { return sign * hours * 3_600_000 }
        guard let minutes = number(digits: 2), minutes < 60 else { return nil }
        return sign * (hours * 60 + minutes) * 60_000
    }

    private mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard index < bytes.endIndex, UInt32(bytes[index]) == character.value else { return false }
        index += 1
        return true
    }

    private mutating func digit() -> Int64? {
        guard index < bytes.endIndex, 48...57 ~= bytes[index] else { return nil }
        defer { index += 1 }
        return Int64(bytes[index] - 48)
    }

    private mutating func number(digits: Int) -> Int64? {
        var number: Int64 = 0
        for _ in 0..<digits {
            guard let digit = digit() else { return nil }
            number = number * 10 + digit
        }
        return number
    }
}
