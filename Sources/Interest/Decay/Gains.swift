/// What each action adds to an interest: part of what all servers of a store agree on.
public struct Gains: Hashable, Sendable {
    /// The rule of each action; an action without one never enters the log.
    public var rules: [Action: GainRule]

    /// Takes the rules.
    public init(rules: [Action: GainRule]) { self.rules = rules }

    /// Looking adds a half, opening 1, buying 3, and a rating from 0 to 10 between -1 and 1.
    public static let standard = Gains(rules: [
        .browse: .fixed(0.5), .click: .fixed(1), .purchase: .fixed(3),
        .rating: .rating(lowest: 0, highest: 10),
    ])

    /// What `behavior` adds. Zero for an action whose rule was taken away after it was logged.
    ///
    /// - Parameters:
    ///   - behavior: what was done.
    ///   - elapsed: time since the user's last behavior on the item, nil at the first.
    public func gain(of behavior: Behavior, since elapsed: Interval?) -> Double {
        rules[behavior.action]?.gain(value: behavior.value, since: elapsed) ?? 0
    }

    /// Whether a gain looks at when the user last came by: then no last time may be forgotten.
    var dependOnLastTimes: Bool {
        rules.values.contains { if case .growth = $0 { true } else { false } }
    }
}

/// The gains as a short list: among a handful of actions, comparing beats hashing.
struct GainTable {
    private let rules: [(action: Action, rule: GainRule)]

    init(_ gains: Gains) {
        rules = gains.rules.map { ($0.key, $0.value) }.sorted { $0.action < $1.action }
    }

    func gain(of action: Action, value: Double?, since elapsed: Interval?) -> Double {
        for index in rules.indices where rules[index].action == action {
            return rules[index].rule.gain(value: value, since: elapsed)
        }
        return 0
    }
}
