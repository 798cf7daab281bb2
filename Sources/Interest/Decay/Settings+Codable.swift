// {"law": "exponential", "parameters": {…}, "gains": […]}

extension Settings: Codable {
    private enum CodingKeys: String, CodingKey, CaseIterable { case law, parameters, gains }

    /// The laws that a store can have, by name.
    public static let laws: [String: any DecayLaw.Type] = [
        ExponentialLaw.name: ExponentialLaw.self
    ]

    /// Reads and checks a description.
    public init(from decoder: any Decoder) throws {
        try decoder.refuseKeys(except: CodingKeys.allCases.map(\.rawValue))
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let name = try container.decode(String.self, forKey: .law)
        guard let type = Self.laws[name] else {
            throw LawError("law", Self.laws.keys.sorted().joined(separator: ", "), name)
        }
        law = try container.decode(type, forKey: .parameters)
        gains = try container.decode(Gains.self, forKey: .gains)
    }

    /// Writes the description.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(type(of: law).name, forKey: .law)
        try container.encode(law, forKey: .parameters)
        try container.encode(gains, forKey: .gains)
    }
}
