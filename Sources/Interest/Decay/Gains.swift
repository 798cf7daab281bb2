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
    /// - Parameter elapsed: time since the user's last behaviour on the item, nil at the first.
    public func gain(of behavior: Behavior, since elapsed: Interval?) -> Double {
        rules[behavior.action]?.gain(value: behavior.value, since: elapsed) ?? 0
    }
}

/// How a behaviour's action and value become a gain.
public enum GainRule: Hashable, Sendable {
    /// The same for each behaviour.
    case fixed(Double)
    /// A value mapped about the middle of its scale to -1…1, so that a bad rating takes
    /// interest away: `(value - middle) / (half the scale)`.
    case rating(lowest: Double, highest: Double)

    func gain(value: Double?, since elapsed: Interval?) -> Double {
        switch self {
        case .fixed(let gain): return gain
        case .rating(let lowest, let highest):
            let gain = ((value ?? 0) - (lowest + highest) / 2) / ((highest - lowest) / 2)
            return min(1, max(-1, gain))
        }
    }

    func check(_ behavior: Behavior) throws(Rejection) {
        guard case .rating(let lowest, let highest) = self else { return }
        guard let value = behavior.value else { throw .missingValue(behavior.action) }
        guard lowest...highest ~= value else { throw .valueOffScale(value, lowest...highest) }
    }
}
