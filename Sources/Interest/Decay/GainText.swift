/// A gain on one line, as the command takes and prints it.
///
///     1               the same for each behavior
///     1..5            a rating on this scale, from -1 at the lowest to 1 at the highest
///     3/value         so much for each unit of the value
///     growth:0.5/d    1/(1 + e^(-γ·elapsed)) with this γ, the first 1
///     growth:0.5/d,0.6    the same, the first 0.6
public struct GainText: Sendable, CustomStringConvertible {
    /// The gain.
    public let rule: GainRule

    /// Takes a gain to print.
    public init(_ rule: GainRule) { self.rule = rule }

    /// Reads a line; throws a `LawError` that says what is wrong with it.
    public init(parsing text: String) throws(LawError) {
        guard let rule = try Self.rule(text) else {
            throw LawError(
                "a gain",
                "a number, a scale such as 1..5, a rate such as 3/value or growth:0.5/d",
                "\"\(text)\"")
        }
        try rule.checkRange()
        self.rule = rule
    }

    private static func rule(_ text: String) throws(LawError) -> GainRule? {
        if let gain = Double(text) { return .fixed(gain) }
        if text.hasPrefix("growth:") {
            return try growth(String(text.dropFirst("growth:".count)))
        }
        if text.hasSuffix("/value") {
            return Double(text.dropLast("/value".count)).map(GainRule.perValue)
        }
        let scale = text.split(separator: "..").map { Double($0) }
        guard scale.count == 2, let lowest = scale[0], let highest = scale[1] else { return nil }
        return .rating(lowest: lowest, highest: highest)
    }

    private static func growth(_ text: String) throws(LawError) -> GainRule {
        let parts = text.split(separator: ",", maxSplits: 1, omittingEmptySubsequences: false)
            .map(String.init)
        guard let coefficient = Rate(parts[0]) else {
            throw LawError(
                "growthCoefficient", GainRule.growthCoefficients.allowed, "\"\(parts[0])\"")
        }
        guard parts.count == 2 else { return .growth(growthCoefficient: coefficient) }
        guard let initial = Double(parts[1]) else {
            throw LawError("initial", GainRule.initials.allowed, "\"\(parts[1])\"")
        }
        return .growth(growthCoefficient: coefficient, initial: initial)
    }

    /// The line, which reads back as the same gain.
    public var description: String {
        switch rule {
        case .fixed(let gain): gain.short
        case .rating(let lowest, let highest): "\(lowest.short)..\(highest.short)"
        case .perValue(let gain): "\(gain.short)/value"
        case .growth(let coefficient, 1): "growth:\(coefficient)"
        case .growth(let coefficient, let initial): "growth:\(coefficient),\(initial.short)"
        }
    }
}

extension Double {
    /// Without the ".0" of whole numbers.
    fileprivate var short: String {
        self == rounded() && magnitude < 1e15 ? "\(Int64(self))" : description
    }
}
