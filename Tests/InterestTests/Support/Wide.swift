/// A fixed-point number of four 64-bit limbs: one before the point, three behind it, which are
/// 57 decimal digits. Never negative. What the decay laws are measured against.
struct Wide {
    /// The least significant first.
    var limbs: (UInt64, UInt64, UInt64, UInt64)

    static let zero = Wide(limbs: (0, 0, 0, 0))
    static let one = Wide(limbs: (0, 0, 0, 1))
    /// ln 2.
    static let ln2 = Wide(
        limbs: (0x40f3_4326_7298_b62d, 0xc9e3_b398_03f2_f6af, 0xb172_17f7_d1cf_79ab, 0))

    /// `numerator / denominator`, both below 2^63.
    init(_ numerator: Int64, over denominator: Int64) {
        var (quotient, rest) = UInt64(numerator).quotientAndRemainder(
            dividingBy: UInt64(denominator))
        limbs = (0, 0, 0, quotient)
        (quotient, rest) = UInt64(denominator).dividingFullWidth((rest, 0))
        limbs.2 = quotient
        (quotient, rest) = UInt64(denominator).dividingFullWidth((rest, 0))
        limbs.1 = quotient
        limbs.0 = UInt64(denominator).dividingFullWidth((rest, 0)).quotient
    }

    init(limbs: (UInt64, UInt64, UInt64, UInt64)) { self.limbs = limbs }

    /// A double's magnitude; below 2^63, and what lies under 2^-192 cut off.
    init(_ number: Double) {
        self = .zero
        guard number != 0 else { return }
        // significandBitPattern · 2^(exponent - 52), shifted to where the point is.
        let significand = number.magnitude.significandBitPattern | 1 << 52
        self = Wide(limbs: (significand, 0, 0, 0)).shifted(by: Int(number.exponent) - 52 + 192)
    }

    /// Times 2^`count`, bits that leave at the bottom cut off.
    func shifted(by count: Int) -> Wide {
        var words = [limbs.0, limbs.1, limbs.2, limbs.3]
        let (whole, rest) = (count >> 6, UInt64(count & 63))
        words = (0..<4).map { place in
            let (low, high) = (place - whole - 1, place - whole)
            let upper = words.indices ~= high ? words[high] << rest : 0
            let lower = rest > 0 && words.indices ~= low ? words[low] >> (64 - rest) : 0
            return upper | lower
        }
        return Wide(limbs: (words[0], words[1], words[2], words[3]))
    }

    static func + (first: Wide, second: Wide) -> Wide {
        let (one, other) = (first.limbs, second.limbs)
        var carry: UInt64 = 0
        func add(_ one: UInt64, _ other: UInt64) -> UInt64 {
            let (sum, over) = one.addingReportingOverflow(other)
            let (total, more) = sum.addingReportingOverflow(carry)
            carry = over || more ? 1 : 0
            return total
        }
        let (low, mid) = (add(one.0, other.0), add(one.1, other.1))
        let high = add(one.2, other.2)
        return Wide(limbs: (low, mid, high, add(one.3, other.3)))
    }

    /// The difference's magnitude, and whether it is negative.
    static func difference(_ first: Wide, _ second: Wide) -> (Wide, isNegative: Bool) {
        first < second ? (second.minus(first), true) : (first.minus(second), false)
    }

    private func minus(_ other: Wide) -> Wide {
        let flipped = Wide(
            limbs: (~other.limbs.0, ~other.limbs.1, ~other.limbs.2, ~other.limbs.3))
        return self + (flipped + Wide(limbs: (1, 0, 0, 0)))
    }

    static func < (first: Wide, second: Wide) -> Bool {
        let (one, other) = (first.limbs, second.limbs)
        return (one.3, one.2, one.1, one.0) < (other.3, other.2, other.1, other.0)
    }

    static func * (first: Wide, second: Wide) -> Wide {
        let one = [first.limbs.0, first.limbs.1, first.limbs.2, first.limbs.3]
        let other = [second.limbs.0, second.limbs.1, second.limbs.2, second.limbs.3]
        var words = [UInt64](repeating: 0, count: 8)
        for row in 0..<4 {
            var carry: UInt64 = 0
            for column in 0..<4 {
                let (high, low) = one[row].multipliedFullWidth(by: other[column])
                let (sum, over) = low.addingReportingOverflow(words[row + column])
                let (total, more) = sum.addingReportingOverflow(carry)
                words[row + column] = total
                carry = high + (over ? 1 : 0) + (more ? 1 : 0)
            }
            words[row + 4] = carry
        }
        return Wide(limbs: (words[3], words[4], words[5], words[6]))
    }

    func divided(by divisor: UInt64) -> Wide {
        let (top, rest) = limbs.3.quotientAndRemainder(dividingBy: divisor)
        let (high, second) = divisor.dividingFullWidth((rest, limbs.2))
        let (mid, third) = divisor.dividingFullWidth((second, limbs.1))
        return Wide(limbs: (divisor.dividingFullWidth((third, limbs.0)).quotient, mid, high, top))
    }

    /// 2^self for 0..<1, by the series of e^(self·ln 2).
    var exp2: Wide {
        let argument = self * Wide.ln2
        var (sum, term) = (Wide.one, Wide.one)
        for count in 1...45 as ClosedRange<UInt64> {
            term = (term * argument).divided(by: count)
            sum = sum + term
        }
        return sum
    }

    /// The nearest double, within a unit in the last place.
    var double: Double {
        Double(limbs.3) + Double(limbs.2) * 0x1p-64 + Double(limbs.1) * 0x1p-128
            + Double(limbs.0) * 0x1p-192
    }
}
