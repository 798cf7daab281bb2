// {"components": [{"halfLife": "30d", "activityHalfLife": 5, "coefficient": 0.5}, …]}

extension ExponentialLaw {
    private enum CodingKeys: String, CodingKey { case components }

    /// Reads and checks a description.
    public init(from decoder: any Decoder) throws {
        try decoder.refuseKeys(except: ["components"])
        let container = try decoder.container(keyedBy: CodingKeys.self)
        try self.init(container.decode([Component].self, forKey: .components))
    }

    /// Writes the description.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(components, forKey: .components)
    }
}

extension ExponentialLaw.Component: Codable {
    private enum CodingKeys: String, CodingKey, CaseIterable {
        case halfLife, activityHalfLife, coefficient
    }

    /// Reads a description; the coefficient is 1 where none is given.
    public init(from decoder: any Decoder) throws {
        try decoder.refuseKeys(except: CodingKeys.allCases.map(\.rawValue))
        let container = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            halfLife: try container.decodeIfPresent(Interval.self, forKey: .halfLife),
            activityHalfLife: try container.decodeIfPresent(
                Int64.self, forKey: .activityHalfLife),
            coefficient: try container.decodeIfPresent(Double.self, forKey: .coefficient) ?? 1)
    }

    /// Writes what is set.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encodeIfPresent(halfLife, forKey: .halfLife)
        try container.encodeIfPresent(activityHalfLife, forKey: .activityHalfLife)
        try container.encode(coefficient, forKey: .coefficient)
    }
}
