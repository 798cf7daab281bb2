/// Reads the parts of a spelled time from its bytes.
package struct SpellingReader {
    /// A date, in both orders, and what was met on the way to its year.
    struct Date {
        var dayFirst: WallTime?
        var monthFirst: WallTime?
        /// The time of day that stood before the year, as in Twitter's dates.
        var clock: Clock?
    }

    /// A time of day, in milliseconds.
    struct Clock {
        var time: Int64 = 0
        var offset: Int64?
    }

    private let bytes: ArraySlice<UInt8>
    private var index: Int

    /// Stands at the beginning of `bytes`.
    package init(_ bytes: ArraySlice<UInt8>) {
        self.bytes = bytes
        index = bytes.startIndex
    }

    // MARK: The date

    mutating func date() -> Date? {
        skipSpace()
        if let word = peekWord() {
            if Self.weekday(word) {
                takeWord()
                _ = take(UInt8(ascii: ","))
                skipSpace()
            }
            if let month = peekWord().flatMap(Self.month) {
                takeWord()
                _ = take(UInt8(ascii: "."))
                return monthNamed(month)
            }
        }
        guard let first = number(), first.count <= 4 || first.count == 8 else { return nil }
        if first.count == 8 { return compact(first.value) }
        let separator = peek()
        if first.count == 4 { return yearFirst(first.value, separator) }
        guard first.count <= 2 else { return nil }
        return dayOrMonthFirst(first.value, separator)
    }

    private mutating func compact(_ digits: Int64) -> Date? {
        let time = SpelledTime(digits: UInt64(digits), count: 8)
        return time.map { Date(dayFirst: $0.dayFirst, monthFirst: $0.dayFirst) }
    }

    private mutating func yearFirst(_ year: Int64, _ separator: UInt8) -> Date? {
        guard Self.separates(separator) else { return nil }
        index += 1
        guard let month = monthNumber(), take(separator), let day = number(), day.count <= 2 else {
            return nil
        }
        return single(year, month, day.value)
    }

    private mutating func dayOrMonthFirst(_ first: Int64, _ separator: UInt8) -> Date? {
        _ = takeOrdinal()
        if separator == 0x20 || isLetter(peek()) || isLetter(peek(1)) {
            _ = Self.separates(separator) ? take(separator) : false
            skipSpace()
            guard let month = peekWord().flatMap(Self.month) else { return nil }
            takeWord()
            guard take(separator) || separator == 0x20 || take(0x20) else { return nil }
            _ = take(UInt8(ascii: ","))
            skipSpace()
            guard let year = year() else { return nil }
            return single(year, month, first)
        }
        guard Self.separates(separator) else { return nil }
        index += 1
        guard let second = number(), second.count <= 2, take(separator),
            let year = year(isShort: separator != UInt8(ascii: "-"))
        else { return nil }
        let date = Date(
            dayFirst: WallTime(year: year, month: second.value, day: first),
            monthFirst: WallTime(year: year, month: first, day: second.value))
        // With dots between, the day comes first everywhere.
        guard separator == UInt8(ascii: ".") else { return date }
        return Date(dayFirst: date.dayFirst, monthFirst: date.dayFirst)
    }

    private mutating func monthNamed(_ month: Int64) -> Date? {
        skipSpace()
        guard let day = number(), day.count <= 2 else { return nil }
        _ = takeOrdinal()
        _ = take(UInt8(ascii: ","))
        skipSpace()
        let start = index
        if let year = year() {
            if peek() != UInt8(ascii: ":") { return single(year, month, day.value) }
        }
        index = start
        // The time of day comes before the year: "Apr 03 22:45:07 +0000 2013".
        guard var clock = timeOfDay() else { return nil }
        skipSpace()
        let place = index
        if let year = year(), isAtEnd {
            var date = single(year, month, day.value)
            date?.clock = clock
            return date
        }
        index = place
        guard let offset = zone() else { return nil }
        clock.offset = offset
        skipSpace()
        guard let year = year() else { return nil }
        var date = single(year, month, day.value)
        date?.clock = clock
        return date
    }

    private func single(_ year: Int64, _ month: Int64, _ day: Int64) -> Date? {
        WallTime(year: year, month: month, day: day).map { Date(dayFirst: $0, monthFirst: $0) }
    }

    private mutating func monthNumber() -> Int64? {
        if let month = peekWord().flatMap(Self.month) {
            takeWord()
            return month
        }
        guard let month = number(), month.count <= 2 else { return nil }
        return month.value
    }

    // MARK: The time of day

    /// What follows a date: a time of day or nothing; nil where it is neither.
    mutating func rest(after date: Date) -> Clock? {
        if let clock = date.clock {
            skipSpace()
            return isAtEnd ? clock : nil
        }
        skipSpace()
        if isAtEnd { return Clock() }
        _ =
            take(UInt8(ascii: ",")) || take(UInt8(ascii: ":")) || take(UInt8(ascii: "T"))
            || take(UInt8(ascii: "t"))
        skipSpace()
        if let word = peekWord(), word == "at" {
            takeWord()
            skipSpace()
        }
        if isDigit(peek()) {
            guard var clock = timeOfDay() else { return nil }
            skipSpace()
            if isAtEnd { return clock }
            guard let offset = zone() else { return nil }
            clock.offset = offset
            return skipComment() ? clock : nil
        }
        guard let offset = zone(), skipComment() else { return nil }
        return Clock(time: 0, offset: offset)
    }

    private mutating func timeOfDay() -> Clock? {
        guard let hour = number() else { return nil }
        if hour.count == 6 { return compactClock(hour.value) }
        guard hour.count <= 2, hour.value < 24, take(UInt8(ascii: ":")),
            let minute = number(), minute.count == 2, minute.value < 60
        else { return nil }
        var milliseconds = (hour.value * 60 + minute.value) * 60_000
        if take(UInt8(ascii: ":")) {
            guard let second = number(), second.count == 2, second.value < 60 else { return nil }
            milliseconds += second.value * 1000
            if take(UInt8(ascii: ".")) || take(UInt8(ascii: ",")) {
                guard let fraction = fraction() else { return nil }
                milliseconds += fraction
            }
        }
        return halfDay(hour.value, milliseconds)
    }

    private func compactClock(_ digits: Int64) -> Clock? {
        let (hour, minute, second) = (digits / 10_000, digits / 100 % 100, digits % 100)
        guard hour < 24, minute < 60, second < 60 else { return nil }
        return Clock(time: (hour * 3600 + minute * 60 + second) * 1000)
    }

    /// The time with what an AM or PM behind it says.
    private mutating func halfDay(_ hour: Int64, _ milliseconds: Int64) -> Clock? {
        let place = index
        skipSpace()
        // By bytes, because a string for each line would cost as much as the rest of the time.
        let isPM = peek() | 0x20 == UInt8(ascii: "p")
        guard isPM || peek() | 0x20 == UInt8(ascii: "a") else {
            index = place
            return Clock(time: milliseconds)
        }
        if peek(1) | 0x20 == UInt8(ascii: "m"), !isLetter(peek(2)) {
            index += 2
        } else if peek(1) == UInt8(ascii: ".") {
            index += 2
            guard take(UInt8(ascii: "m")) || take(UInt8(ascii: "M")) else { return nil }
            _ = take(UInt8(ascii: "."))
        } else {
            index = place
            return Clock(time: milliseconds)
        }
        guard 1...12 ~= hour else { return nil }
        let shift: Int64 = (isPM ? 12 : 0) - (hour == 12 ? 12 : 0)
        return Clock(time: milliseconds + shift * 3_600_000)
    }

    private mutating func fraction() -> Int64? {
        var (place, milliseconds): (Int64, Int64) = (100, 0)
        let start = index
        while isDigit(peek()) {
            milliseconds += Int64(peek() - 0x30) * place
            place /= 10
            index += 1
        }
        return index > start ? milliseconds : nil
    }

    // MARK: The zone

    /// The offset from UTC that a name or a number says.
    package mutating func zone() -> Int64? {
        if let word = peekWord() {
            guard let minutes = ZoneName.minutes(word) else { return nil }
            takeWord()
            guard minutes == 0, peek() == UInt8(ascii: "+") || peek() == UInt8(ascii: "-") else {
                return minutes * 60_000
            }
        }
        let sign: Int64 = take(UInt8(ascii: "+")) ? 1 : -1
        guard sign == 1 || take(UInt8(ascii: "-")), let first = number() else { return nil }
        var (hours, minutes) = (first.value, Int64(0))
        if first.count == 4 { (hours, minutes) = (first.value / 100, first.value % 100) }
        guard first.count <= 2 || first.count == 4 else { return nil }
        if first.count <= 2, take(UInt8(ascii: ":")) {
            guard let rest = number(), rest.count == 2 else { return nil }
            minutes = rest.value
        }
        guard hours < 24, minutes < 60 else { return nil }
        return sign * (hours * 60 + minutes) * 60_000
    }

    /// Goes past the name that may stand behind an offset: `+0000 UTC`, `+0200 (CEST)`,
    /// `+02:00[Europe/Berlin]`. False where something else is left.
    private mutating func skipComment() -> Bool {
        skipSpace()
        if isAtEnd { return true }
        let closers: [UInt8: UInt8] = [
            UInt8(ascii: "("): UInt8(ascii: ")"), UInt8(ascii: "["): UInt8(ascii: "]"),
        ]
        if let closer = closers[peek()] { return bytes.last == closer }
        guard peekWord() != nil else { return false }
        takeWord()
        return isAtEnd
    }

    // MARK: Letters and digits

    private static func separates(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "-") || byte == UInt8(ascii: "/") || byte == UInt8(ascii: ".")
    }

    private static let months = [
        "january", "february", "march", "april", "may", "june", "july", "august", "september",
        "october", "november", "december",
    ]
    private static let weekdays = [
        "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
    ]

    /// The month of an English name, whole or its first three letters.
    package static func month(_ word: String) -> Int64? {
        guard word.utf8.count >= 3 else { return nil }
        if word == "sept" { return 9 }
        return months.firstIndex { $0 == word || $0.prefix(3) == word }.map { Int64($0) + 1 }
    }

    /// Whether a word is an English weekday, whole or its beginning.
    package static func weekday(_ word: String) -> Bool {
        word.utf8.count >= 3 && weekdays.contains { $0.hasPrefix(word) }
    }

    /// How far it has come.
    package var place: Int { index }

    private var isAtEnd: Bool { index == bytes.endIndex }

    private func peek(_ ahead: Int = 0) -> UInt8 {
        index + ahead < bytes.endIndex ? bytes[index + ahead] : 0
    }

    private func isDigit(_ byte: UInt8) -> Bool { 0x30...0x39 ~= byte }
    private func isLetter(_ byte: UInt8) -> Bool { 0x61...0x7A ~= byte | 0x20 }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard peek() == byte, !isAtEnd else { return false }
        index += 1
        return true
    }

    private mutating func skipSpace() { while peek() == 0x20 { index += 1 } }

    private mutating func number() -> (value: Int64, count: Int)? {
        let start = index
        var value: Int64 = 0
        while isDigit(peek()), index - start < 15 {
            value = value * 10 + Int64(peek() - 0x30)
            index += 1
        }
        return index > start && !isDigit(peek()) ? (value, index - start) : nil
    }

    private mutating func year(isShort: Bool = true) -> Int64? {
        let start = index
        guard let number = number() else { return nil }
        if number.count == 4 { return number.value }
        guard isShort, number.count == 2, peek() != UInt8(ascii: ":") else {
            index = start
            return nil
        }
        // As strptime has it: 69 to 99 are of the last century.
        return number.value + (number.value < 69 ? 2000 : 1900)
    }

    /// The letters from here on, in lower case.
    private func peekWord() -> String? {
        var end = index
        while end < bytes.endIndex, isLetter(bytes[end]) { end += 1 }
        guard end > index else { return nil }
        return String(decoding: bytes[index..<end], as: UTF8.self).lowercased()
    }

    private mutating func takeWord() { while isLetter(peek()) { index += 1 } }

    private mutating func takeOrdinal() -> Bool {
        guard let word = peekWord(), ["st", "nd", "rd", "th"].contains(word) else { return false }
        takeWord()
        return true
    }
}
