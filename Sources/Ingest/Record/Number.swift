/// Numbers read from the bytes of a line, without making a string where none is needed.
///
/// A decimal of at most 15 digits is a whole number below 2^53 divided by a power of ten up to
/// 10^15; both are exact doubles, so the one division rounds correctly (Clinger, *How to Read
/// Floating Point Numbers Accurately*, 1990). All else goes through the standard library.
struct DecimalNumber {
    private(set) var isNegative = false
    /// The digits before and behind the point as one number, while they fit.
    private(set) var digits: UInt64 = 0
    private(set) var digitCount = 0
    private(set) var fractionCount = 0
    private(set) var hasExponent = false

    /// Nil unless the whole of `range` is a number: a sign, digits, a fraction, an exponent.
    init?(_ line: Span<UInt8>, _ range: Range<Int>) {
        var index = range.lowerBound
        let end = range.upperBound
        if index < end, line[index] == UInt8(ascii: "-") || line[index] == UInt8(ascii: "+") {
            isNegative = line[index] == UInt8(ascii: "-")
            index += 1
        }
        let whole = takeDigits(line, &index, end)
        guard whole > 0 else { return nil }
        if index < end, line[index] == UInt8(ascii: ".") {
            index += 1
            fractionCount = takeDigits(line, &index, end)
            guard fractionCount > 0 else { return nil }
        }
        if index < end, line[index] | 0x20 == UInt8(ascii: "e") {
            index += 1
            hasExponent = true
            let hasSign = index < end && (line[index] == UInt8(ascii: "-") || line[index] == 0x2B)
            if hasSign { index += 1 }
            guard skipDigits(line, &index, end) else { return nil }
        }
        guard index == end else { return nil }
    }

    /// The number to the nearest double; infinite where it is too large for one.
    func double(_ line: Span<UInt8>, _ range: Range<Int>) -> Double? {
        guard !hasExponent, digitCount <= 15 else {
            return Double(String(decoding: Array(line, range), as: UTF8.self))
        }
        let magnitude = Double(digits) / Self.powers[fractionCount]
        return isNegative ? -magnitude : magnitude
    }

    /// The number times `scale`, cut to a whole one; nil where that leaves 64 bits or the
    /// number has an exponent or too many digits.
    func whole(times scale: Int64) -> Int64? {
        // 19 digits fit into 64 bits, and most of them into 63.
        guard !hasExponent, digitCount <= 19, let all = Int64(exactly: digits) else { return nil }
        var (unit, fraction) = (all, fractionCount)
        // Digits behind the third of a second say nothing that is kept.
        while fraction > 3 {
            unit /= 10
            fraction -= 1
        }
        let (scaled, overflow) = unit.multipliedReportingOverflow(by: scale)
        guard !overflow else { return nil }
        let magnitude = scaled / Self.wholePowers[fraction]
        return isNegative ? -magnitude : magnitude
    }

    private mutating func takeDigits(_ line: Span<UInt8>, _ index: inout Int, _ end: Int) -> Int {
        let start = index
        while index < end, line[index] &- 0x30 < 10 {
            digits = digits &* 10 &+ UInt64(line[index] &- 0x30)
            index += 1
        }
        digitCount += index - start
        return index - start
    }

    private func skipDigits(_ line: Span<UInt8>, _ index: inout Int, _ end: Int) -> Bool {
        let start = index
        while index < end, line[index] &- 0x30 < 10 { index += 1 }
        return index > start
    }

    private static let powers: [Double] = (0...15).map { exponent in
        (0..<exponent).reduce(1.0) { power, _ in power * 10 }
    }
    private static let wholePowers: [Int64] = [1, 10, 100, 1000]
}

extension Array where Element == UInt8 {
    /// A copy of a part of a line.
    init(_ line: Span<UInt8>, _ range: Range<Int>) {
        self.init()
        reserveCapacity(range.count)
        for index in range { append(line[index]) }
    }
}
