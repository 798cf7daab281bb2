internal import Interest

/// By how much values are multiplied and divided to come to the scale of their action.
struct ValueScale: Sendable {
    private var maxima: [Action: Double] = [:]
    private let known: Double?
    private let gains: Gains
    private let only: Action?

    /// No scale is known yet, unless one is for all.
    ///
    /// - Parameter only: the action whose values are scaled; nil scales those of all.
    init(_ normalization: Normalization, gains: Gains, only: Action? = nil) {
        self.only = only
        if case .by(let maximum) = normalization { known = maximum } else { known = nil }
        self.gains = gains
    }

    /// Takes notice of a value; actions that are not taken anyway count nothing.
    mutating func measure(_ behavior: Behavior) {
        guard let value = behavior.value, gains.rules[behavior.action] != nil else { return }
        maxima[behavior.action] = max(value, maxima[behavior.action] ?? value)
    }

    /// The value on its action's scale; as it is where the maximum is not above zero.
    func scaled(_ value: Double, of action: Action) -> Double {
        if let only, only != action { return value }
        guard let maximum = known ?? maxima[action], maximum > 0 else { return value }
        // Multiplied first, so that 3.5 of 5 is 7 of 10 and not a bit beside it.
        return value * top(of: action) / maximum
    }

    private func top(of action: Action) -> Double {
        if case .rating(_, let highest) = gains.rules[action] { highest } else { 1 }
    }
}
