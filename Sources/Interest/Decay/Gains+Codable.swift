// [{"action": "click", "gain": 1}, {"action": "rating", "lowest": 0, "highest": 10}]
//
// A list and not an object: an action is data and must not become a field name in the store.

extension Gains: Codable {
    /// Reads and checks a description.
    public init(from decoder: any Decoder) throws {
        let entries = try decoder.singleValueContainer().decode([Entry].self)
        var rules: [Action: GainRule] = [:]
        for entry in entries {
            guard rules.updateValue(entry.rule, forKey: entry.action) == nil else {
                throw LawError("gains", "one rule an action", "two for \(entry.action)")
            }
        }
        self.init(rules: rules)
    }

    /// Writes the description, by action.
    public func encode(to encoder: any Encoder) throws {
        let entries = rules.sorted { $0.key < $1.key }.map(Entry.init)
        var container = encoder.singleValueContainer()
        try container.encode(entries)
    }
}

private struct Entry: Codable {
    let action: Action
    let rule: GainRule

    init(action: Action, rule: GainRule) {
        self.action = action
        self.rule = rule
    }

    enum CodingKeys: String, CodingKey, CaseIterable { case action, gain, lowest, highest }

    init(from decoder: any Decoder) throws {
        try decoder.refuseKeys(except: CodingKeys.allCases.map(\.rawValue))
        let container = try decoder.container(keyedBy: CodingKeys.self)
        action = try container.decode(Action.self, forKey: .action)
        if container.contains(.gain) {
            rule = .fixed(try container.decode(Double.self, forKey: .gain))
        } else {
            rule = .rating(
                lowest: try container.decode(Double.self, forKey: .lowest),
                highest: try container.decode(Double.self, forKey: .highest))
        }
        try rule.checkRange()
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(action, forKey: .action)
        switch rule {
        case .fixed(let gain): try container.encode(gain, forKey: .gain)
        case .rating(let lowest, let highest):
            try container.encode(lowest, forKey: .lowest)
            try container.encode(highest, forKey: .highest)
        }
    }
}

extension GainRule {
    /// The gains that make sense: sums of a lifetime of them stay far from a double's limits.
    static let gainMax = 1e6

    fileprivate func checkRange() throws(LawError) {
        switch self {
        case .fixed(let gain):
            guard gain.isFinite, gain.magnitude <= Self.gainMax else {
                throw LawError("gain", "-\(Self.gainMax) to \(Self.gainMax)", "\(gain)")
            }
        case .rating(let lowest, let highest):
            guard lowest.isFinite, highest.isFinite, lowest < highest else {
                throw LawError("highest", "above lowest", "\(lowest) to \(highest)")
            }
        }
    }
}
