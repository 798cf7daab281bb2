import Interest

// Ticks are at round numbers: 1, 2 or 5 times a power of ten (Heckbert, "Nice numbers for graph
// labels", Graphics Gems, 1990). On a time axis they are at whole hours, days, months or years.

/// The positions and the texts of the labels of an axis.
struct Ticks {
    let values: [Double]
    let labels: [String]

    /// About `count` round numbers that cover `range`.
    static func numbers(_ range: ClosedRange<Double>, count: Int) -> Ticks {
        let step = roundStep((range.upperBound - range.lowerBound) / Double(max(1, count)))
        let first = (range.lowerBound / step).rounded(.up)
        let last = (range.upperBound / step + 1e-9).rounded(.down)
        guard step > 0, last >= first, last - first <= 1000 else {
            return Ticks(values: [], labels: [])
        }
        let values = stride(from: first, through: last, by: 1).map { $0 * step }
        return Ticks(values: values, labels: values.map { label($0, step: step) })
    }

    /// About `count` times, in milliseconds, that cover `range`, labeled with dates or hours.
    static func moments(_ range: ClosedRange<Double>, count: Int) -> Ticks {
        let span = range.upperBound - range.lowerBound
        let hour = 3_600_000.0
        let steps = [
            1 / 60, 5 / 60, 0.25, 1, 3, 6, 12, 24, 48, 168, 336, 730.5, 2191.5, 4383, 8766, 17_532,
            43_830, 87_660,
        ].map { $0 * hour }
        let step = steps.first { span / $0 <= Double(count) } ?? roundStep(span / Double(count))
        let first = (range.lowerBound / step).rounded(.up)
        let last = (range.upperBound / step).rounded(.down)
        guard last >= first else { return Ticks(values: [], labels: []) }
        let values = stride(from: first, through: last, by: 1).map { $0 * step }
        let labels = values.map { value in
            let text = Timestamp(milliseconds: Int64(value)).description
            let date = String(text.prefix(10))
            return step < 24 * hour ? String(text.dropFirst(5).prefix(11)).spaced : date
        }
        return Ticks(values: values, labels: labels)
    }

    private static func roundStep(_ rough: Double) -> Double {
        guard rough > 0, rough.isFinite else { return 1 }
        var power = 1.0
        while power > rough { power /= 10 }
        while power * 10 <= rough { power *= 10 }
        let mantissa = rough / power
        return power * (mantissa <= 1 ? 1 : mantissa <= 2 ? 2 : mantissa <= 5 ? 5 : 10)
    }

    private static func label(_ value: Double, step: Double) -> String {
        var (digits, rest) = (0, step)
        while rest < 1 - 1e-9, digits < 9 {
            rest *= 10
            digits += 1
        }
        return value.fixed(digits)
    }
}

extension String {
    fileprivate var spaced: String { split(separator: "T").joined(separator: " ") }
}

extension Double {
    /// The number, rounded to this many decimal places: 0.5 with 2 is "0.50".
    func fixed(_ digits: Int) -> String {
        var scale = 1.0
        for _ in 0..<digits { scale *= 10 }
        let scaled = (self * scale).rounded()
        guard scaled.magnitude < 9e15 else { return description }
        let whole = Int64(scaled.magnitude)
        let sign = scaled < 0 ? "-" : ""
        guard digits > 0 else { return sign + String(whole) }
        let text = String(whole)
        let padded = String(repeating: "0", count: max(0, digits + 1 - text.count)) + text
        return sign + padded.dropLast(digits) + "." + padded.suffix(digits)
    }
}
