extension Rate: Comparable {
    /// Slower is less.
    public static func < (first: Rate, second: Rate) -> Bool { first.perDay < second.perDay }

    /// Throws a `LawError` that names `key` where this lies outside `range` or is no number.
    func check(_ key: String, in range: ClosedRange<Rate>) throws(LawError) {
        guard range ~= self else {
            throw LawError(key, "\(range.lowerBound) to \(range.upperBound)", "\(self)")
        }
    }
}

extension Interval {
    /// Throws a `LawError` that names `key` where this lies outside `range`.
    func check(_ key: String, in range: ClosedRange<Interval>) throws(LawError) {
        guard range ~= self else {
            throw LawError(key, "\(range.lowerBound) to \(range.upperBound)", "\(self)")
        }
    }
}
