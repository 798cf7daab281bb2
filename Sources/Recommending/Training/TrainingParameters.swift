/// By which parameters each recommender is trained.
public struct TrainingParameters: Hashable, Sendable {
    /// Those of `item-neighbors`.
    public var itemNeighbors: ItemNeighbors.Parameters
    /// Those of `popular`.
    public var popular: Popular.Parameters
    /// Those of `linear`.
    public var linear: Linear.Parameters

    /// Takes those that are not to be the defaults.
    public init(
        itemNeighbors: ItemNeighbors.Parameters = .init(), popular: Popular.Parameters = .init(),
        linear: Linear.Parameters = .init()
    ) {
        self.itemNeighbors = itemNeighbors
        self.popular = popular
        self.linear = linear
    }
}

/// What a behaviour counts in training.
public enum Weighting: String, Hashable, Sendable, CaseIterable {
    /// Every behaviour of positive gain counts 1.
    case presence
    /// A behaviour counts its gain, where that is positive.
    case gain

    @inline(__always)
    func strength(_ gain: Float) -> Double {
        guard gain > 0 else { return 0 }
        return self == .presence ? 1 : Double(gain)
    }
}
