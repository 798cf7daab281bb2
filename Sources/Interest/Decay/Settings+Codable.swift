// {"law": "exponential", "parameters": {…}, "gains": […], "pruning": 8.67e-19}

extension Settings: Codable {
    private enum CodingKeys: String, CodingKey, CaseIterable {
        case law, parameters, gains, pruning
    }

    /// The laws that a store can have, by name.
    public static let laws: [String: any DecayLaw.Type] = Dictionary(
        uniqueKeysWithValues: types.map { ($0.name, $0) })

    private static let types: [any DecayLaw.Type] = [
        ExponentialLaw.self, NoDecayLaw.self, LogisticLaw.self, ResettingLogisticLaw.self,
        PowerLaw.self, PublishedPerBehaviorLaw.self, PublishedFixedStepLaw.self,
    ]

    /// Reads and checks a description. Without `pruning` the standard one holds.
    public init(from decoder: any Decoder) throws {
        let container = try StrictContainer(decoder, keys: CodingKeys.allCases.map(\.rawValue))
        let names = Self.laws.keys.sorted().joined(separator: ", ")
        let name: String = try container.value("law", names)
        guard let type = Self.laws[name] else { throw LawError("law", names, "\"\(name)\"") }
        try self.init(
            law: container.value("parameters", "the parameters of \(name)", as: type),
            gains: container.value("gains", "a list of gains"),
            pruning: container.has("pruning")
                ? container.value("pruning", Self.prunings.allowed) : Self.pruningStandard)
    }

    /// Writes the description.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(type(of: law).name, forKey: .law)
        try container.encode(law, forKey: .parameters)
        try container.encode(gains, forKey: .gains)
        try container.encode(pruning, forKey: .pruning)
    }
}
