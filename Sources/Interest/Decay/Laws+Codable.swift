// {}   {"decayCoefficient": "0.1/d"}   {"decayCoefficient": "0.1/d", "step": "1d"}
// {"timeScale": "7d", "exponent": 1}

private enum CodingKeys: String, CodingKey {
    case decayCoefficient, step, timeScale, exponent
}

extension NoDecayLaw {
    /// Reads an empty description.
    public init(from decoder: any Decoder) throws {
        _ = try StrictContainer(decoder, keys: [])
    }

    /// Writes an empty one.
    public func encode(to encoder: any Encoder) throws {
        _ = encoder.container(keyedBy: CodingKeys.self)
    }
}

/// A law whose only parameter is a rate.
protocol RateLaw: DecayLaw {
    init(decayCoefficient: Rate) throws(LawError)
    var decayCoefficient: Rate { get }
}

extension RateLaw {
    /// Reads and checks a description.
    public init(from decoder: any Decoder) throws {
        let container = try StrictContainer(decoder, keys: ["decayCoefficient"])
        try self.init(decayCoefficient: container.decayCoefficient())
    }

    /// Writes the description.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(decayCoefficient, forKey: .decayCoefficient)
    }
}

extension LogisticLaw: RateLaw {}
extension ResettingLogisticLaw: RateLaw {}
extension PublishedPerBehaviorLaw: RateLaw {}

extension PublishedFixedStepLaw {
    /// Reads and checks a description.
    public init(from decoder: any Decoder) throws {
        let container = try StrictContainer(decoder, keys: ["decayCoefficient", "step"])
        try self.init(
            decayCoefficient: container.decayCoefficient(),
            step: container.text("step", Self.steps.allowed))
    }

    /// Writes the description.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(decayCoefficient, forKey: .decayCoefficient)
        try container.encode(step, forKey: .step)
    }
}

extension PowerLaw {
    /// Reads and checks a description.
    public init(from decoder: any Decoder) throws {
        let container = try StrictContainer(decoder, keys: ["timeScale", "exponent"])
        try self.init(
            timeScale: container.text("timeScale", Self.timeScales.allowed),
            exponent: container.value("exponent", "1, 2 or 3"))
    }

    /// Writes the description.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(timeScale, forKey: .timeScale)
        try container.encode(exponent, forKey: .exponent)
    }
}

extension StrictContainer {
    fileprivate func decayCoefficient() throws -> Rate {
        try text("decayCoefficient", LogisticLaw.decayCoefficients.allowed)
    }
}
