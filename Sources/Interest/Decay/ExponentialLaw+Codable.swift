// {"components": [{"halfLife": "30d", "activityHalfLife": 5, "coefficient": 0.5}, …]}

extension ExponentialLaw {
    private enum CodingKeys: String, CodingKey { case components }

    /// Reads and checks a description.
    public init(from decoder: any Decoder) throws {
        let container = try StrictContainer(decoder, keys: ["components"])
        try self.init(container.value("components", "a list of half-lives"))
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
        let container = try StrictContainer(decoder, keys: CodingKeys.allCases.map(\.rawValue))
        let activities = ExponentialLaw.activityHalfLives.allowed
        self.init(
            halfLife: container.has("halfLife")
                ? try container.text("halfLife", ExponentialLaw.halfLives.allowed) : nil,
            activityHalfLife: container.has("activityHalfLife")
                ? try container.value("activityHalfLife", activities) : nil,
            coefficient: container.has("coefficient")
                ? try container.value("coefficient", "above 0, at most 1") : 1)
    }

    /// Writes what is set.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encodeIfPresent(halfLife, forKey: .halfLife)
        try container.encodeIfPresent(activityHalfLife, forKey: .activityHalfLife)
        try container.encode(coefficient, forKey: .coefficient)
    }
}
