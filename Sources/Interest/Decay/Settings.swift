/// What all servers of a store must agree on: how interests fade and what actions are worth.
public struct Settings: Sendable {
    /// The decay law of the store.
    public var law: any DecayLaw
    /// The gain of each action.
    public var gains: Gains
    /// Which part of the whole profile an interest must still be for it to be kept; 0 keeps all.
    ///
    /// What is read later of an interest is off by less than this part of the profile for each
    /// time it was dropped.
    public let pruning: Double

    /// 2^-60: less than a double next to the sum of the profile can tell apart.
    public static let pruningStandard = 0x1p-60
    /// The parts that make sense: what is dropped must never be missed.
    public static let prunings = 0...1e-6

    /// Takes all three; throws where the pruning is out of its range.
    public init(law: any DecayLaw, gains: Gains, pruning: Double) throws(LawError) {
        guard Self.prunings ~= pruning else {
            throw LawError("pruning", Self.prunings.allowed, "\(pruning)")
        }
        self.law = law
        self.gains = gains
        self.pruning = pruning
    }

    /// Takes a law and gains, with the standard pruning.
    public init(law: any DecayLaw, gains: Gains) {
        self.law = law
        self.gains = gains
        pruning = Self.pruningStandard
    }

    /// What a new store begins with.
    public static let standard = Settings(law: ExponentialLaw.standard, gains: .standard)
}
