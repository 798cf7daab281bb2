// [{"action": "click", "gain": 1}, {"action": "rating", "lowest": 0, "highest": 10},
//  {"action": "purchase", "perValue": 3}, {"action": "browse", "growthCoefficient": "0.5/d"},
//  {"action": "visit", "growthCoefficient": "0.5/d", "initial": 0.6}]
//
// A list and not an object: an action is data and must not become a field name in the store.

extension Gains: Codable {
    /// Reads and checks a description.
    public init(from decoder: any Decoder) throws {
        let entries: [Entry]
        do {
            entries = try decoder.singleValueContainer().decode([Entry].self)
        } catch is DecodingError {
            throw LawError("gains", "a list of objects with an action and a gain", "something else")
        }
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

    enum CodingKeys: String, CodingKey, CaseIterable {
        case action, gain, lowest, highest, perValue, growthCoefficient, initial
    }

    init(from decoder: any Decoder) throws {
        let container = try StrictContainer(decoder, keys: CodingKeys.allCases.map(\.rawValue))
        do {
            action = try Action(container.value("action", "a name", as: String.self))
        } catch let rejection as Rejection {
            throw LawError("action", "a name", "what it is: \(rejection)")
        }
        rule = try Self.rule(container)
        try rule.checkRange()
    }

    private static func rule(_ container: StrictContainer) throws -> GainRule {
        let kinds = ["gain", "highest", "perValue", "growthCoefficient"].filter(container.has)
        let highest = kinds.first == "highest"
        let isGrowth = kinds.first == "growthCoefficient"
        guard kinds.count == 1, highest || !container.has("lowest"),
            isGrowth || !container.has("initial")
        else {
            throw LawError(
                "a gain", "one of gain, lowest and highest, perValue, growthCoefficient",
                kinds.isEmpty ? "none" : kinds.joined(separator: " and "))
        }
        switch kinds[0] {
        case "gain": return .fixed(try container.value("gain", "a number"))
        case "perValue": return .perValue(try container.value("perValue", "a number"))
        case "growthCoefficient":
            return .growth(
                growthCoefficient: try container.text(
                    "growthCoefficient", GainRule.growthCoefficients.allowed),
                initial: container.has("initial")
                    ? try container.value("initial", GainRule.initials.allowed) : 1)
        default:
            return .rating(
                lowest: try container.value("lowest", "a number"),
                highest: try container.value("highest", "a number"))
        }
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(action, forKey: .action)
        switch rule {
        case .fixed(let gain): try container.encode(gain, forKey: .gain)
        case .perValue(let gain): try container.encode(gain, forKey: .perValue)
        case .growth(let rate, let initial):
            try container.encode(rate, forKey: .growthCoefficient)
            // Not where it is the usual one: the fingerprints of what was folded by it stand.
            if initial != 1 { try container.encode(initial, forKey: .initial) }
        case .rating(let lowest, let highest):
            try container.encode(lowest, forKey: .lowest)
            try container.encode(highest, forKey: .highest)
        }
    }
}
