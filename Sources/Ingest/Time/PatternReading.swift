internal import Interest

/// The state of reading a text by a `TimePattern`.
struct PatternReading {
    let bytes: ArraySlice<UInt8>
    private var index: Int
    private var year: Int64?
    private var month: Int64 = 1
    private var day: Int64 = 1
    private var dayOfYear: Int64?
    private var hour: Int64 = 0
    private var minute: Int64 = 0
    private var second: Int64 = 0
    private var millisecond: Int64 = 0
    private var isPM: Bool?
    private var offset: Int64?
    private var seconds: Int64?

    init(bytes: ArraySlice<UInt8>, year: Int64?) {
        self.bytes = bytes
        index = bytes.startIndex
        self.year = year
    }

    /// The time, where the text ends here and the calendar has it.
    var time: WallTime? {
        guard index == bytes.endIndex else { return nil }
        if let seconds {
            return WallTime(milliseconds: seconds * 1000 + millisecond, offset: 0)
        }
        guard let year, hour < 24, minute < 60, second < 60,
            var time = WallTime(year: year, month: month, day: day)
        else { return nil }
        var hour = hour
        if let isPM {
            guard 1...12 ~= hour else { return nil }
            hour = hour % 12 + (isPM ? 12 : 0)
        }
        time.milliseconds += (dayOfYear ?? 0) * 86_400_000
        time.milliseconds += ((hour * 60 + minute) * 60 + second) * 1000 + millisecond
        time.offset = offset
        return time
    }

    mutating func take(_ letter: UInt8) -> Bool {
        guard index < bytes.endIndex, bytes[index] == letter else { return false }
        index += 1
        return true
    }

    mutating func skipSpace() { while take(0x20) {} }

    /// Reads the part that one letter behind `%` stands for.
    mutating func field(_ letter: UInt8) -> Bool {
        switch letter {
        case UInt8(ascii: "Y"): return set(\.year, digits: 4)
        case UInt8(ascii: "y"):
            guard let short = number(2) else { return false }
            year = short + (short < 69 ? 2000 : 1900)
            return true
        case UInt8(ascii: "m"): return set(\.month, digits: 2) && 1...12 ~= month
        case UInt8(ascii: "d"), UInt8(ascii: "e"):
            skipSpace()
            return set(\.day, digits: 2)
        case UInt8(ascii: "j"):
            guard let number = number(3), 1...366 ~= number else { return false }
            dayOfYear = number - 1
            return true
        case UInt8(ascii: "H"), UInt8(ascii: "I"): return set(\.hour, digits: 2)
        case UInt8(ascii: "M"): return set(\.minute, digits: 2)
        case UInt8(ascii: "S"): return set(\.second, digits: 2)
        case UInt8(ascii: "s"): return set(\.seconds, digits: 12)
        case UInt8(ascii: "f"): return fraction()
        case UInt8(ascii: "n"), UInt8(ascii: "t"):
            while take(0x20) || take(0x09) {}
            return true
        case UInt8(ascii: "z"): return zone()
        default: return word(letter)
        }
    }

    private mutating func word(_ letter: UInt8) -> Bool {
        let start = index
        while index < bytes.endIndex, 0x61...0x7A ~= bytes[index] | 0x20 { index += 1 }
        let word = String(decoding: bytes[start..<index], as: UTF8.self).lowercased()
        switch letter {
        case UInt8(ascii: "p"):
            guard word == "am" || word == "pm" else { return false }
            isPM = word == "pm"
            return true
        case UInt8(ascii: "a"), UInt8(ascii: "A"): return SpellingReader.weekday(word)
        case UInt8(ascii: "Z"):
            offset = ZoneName.minutes(word).map { $0 * 60_000 }
            return offset != nil
        default:
            guard let month = SpellingReader.month(word) else { return false }
            self.month = month
            return true
        }
    }

    private mutating func zone() -> Bool {
        var reader = SpellingReader(bytes[index...])
        guard let found = reader.zone() else { return false }
        offset = found
        index = reader.place
        return true
    }

    private mutating func fraction() -> Bool {
        var unit: Int64 = 100
        let start = index
        while index < bytes.endIndex, 0x30...0x39 ~= bytes[index] {
            millisecond += Int64(bytes[index] - 0x30) * unit
            unit /= 10
            index += 1
        }
        return index > start
    }

    private mutating func set(
        _ path: WritableKeyPath<PatternReading, Int64>, digits: Int
    ) -> Bool {
        guard let number = number(digits) else { return false }
        self[keyPath: path] = number
        return true
    }

    private mutating func set(
        _ path: WritableKeyPath<PatternReading, Int64?>, digits: Int
    ) -> Bool {
        guard let number = number(digits) else { return false }
        self[keyPath: path] = number
        return true
    }

    /// Reads at least one digit, and at most `count`.
    private mutating func number(_ digits: Int) -> Int64? {
        let start = index
        var number: Int64 = 0
        while index < bytes.endIndex, index - start < digits, 0x30...0x39 ~= bytes[index] {
            number = number * 10 + Int64(bytes[index] - 0x30)
            index += 1
        }
        return index > start ? number : nil
    }
}
