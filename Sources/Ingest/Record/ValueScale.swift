internal import Interest

/// The factors that bring values to the scale of their action.
struct ValueScale: Sendable {
    private var maxima: [Action: Double] = [:]
    private let known: Double?
    private let gains: Gains
    private let only: Action?

    /// Creates a scale for all actions, or one that has yet to see the values.
    ///
    /// - Parameter only: the action whose values are scaled; nil scales those of all.
    init(_ normalization: Normalization, gains: Gains, only: Action? = nil) {
        self.only = only
        if case .by(let maximum) = normalization { known = maximum } else { known = nil }
        self.gains = gains
    }

    /// Notes a value; actions without a gain do not count.
    mutating func measure(_ behavior: Behavior) {
        guard let value = behavior.value, gains.rules[behavior.action] != nil else { return }
        maxima[behavior.action] = max(value, maxima[behavior.action] ?? value)
    }

    /// The value on its action's scale; unchanged if the maximum is not above zero.
    func scaled(_ value: Double, of action: Action) -> Double {
        if let only, only != action { return value }
        guard let maximum = known ?? maxima[action], maximum > 0 else { return value }
        // The multiplication comes first, so that 3.5 of 5 is exactly 7 of 10.
        return value * top(of: action) / maximum
    }

    private func top(of action: Action) -> Double {
        if case .rating(_, let highest) = gains.rules[action] { highest } else { 1 }
    }
}
