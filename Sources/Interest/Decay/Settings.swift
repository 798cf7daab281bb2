/// What all servers of a store must agree on: how interests fade and what actions are worth.
public struct Settings: Sendable {
    /// The decay law of the store.
    public var law: any DecayLaw
    /// The gain of each action.
    public var gains: Gains

    /// Takes both.
    public init(law: any DecayLaw, gains: Gains) {
        self.law = law
        self.gains = gains
    }

    /// What a new store begins with.
    public static let standard = Settings(law: ExponentialLaw.standard, gains: .standard)
}
