/// So much for each length of time, written `0.1/d`: what formulas call a coefficient of time.
public struct Rate: Hashable, Sendable {
    /// How much for each day of 24 hours.
    public let perDay: Double

    /// Takes the amount for each day.
    public init(perDay: Double) { self.perDay = perDay }
}

extension Rate: LosslessStringConvertible {
    /// The amount for each day: "0.1/d".
    public var description: String {
        let whole = perDay == perDay.rounded() && perDay.magnitude < 1e15
        return (whole ? "\(Int64(perDay))" : "\(perDay)") + "/d"
    }

    /// Reads a number and a unit of time: `0.1/d`, `2/h`, `-1/w`. Nil for anything else.
    public init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let amount = Double(parts[0]), amount.isFinite,
            parts[1].first?.isLetter == true, let unit = Interval("1\(parts[1])")
        else { return nil }
        self.init(perDay: amount * 86_400_000 / Double(unit.milliseconds))
    }
}

extension Rate: Codable {
    /// Reads the text form.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let rate = Rate(text) else {
            throw DecodingError.dataCorruptedError(
                in: container, debugDescription: "\"\(text)\" is not a rate: write 0.1/d or 2/h")
        }
        self = rate
    }

    /// Writes the text form.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
