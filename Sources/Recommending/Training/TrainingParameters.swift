/// By which parameters each recommender is trained.
public struct TrainingParameters: Hashable, Sendable {
    /// Those of `item-neighbors`.
    public var itemNeighbors: ItemNeighbors.Parameters
    /// Those of `popular`.
    public var popular: Popular.Parameters
    /// Those of `trending`.
    public var trending: Trending.Parameters
    /// Those of `linear`.
    public var linear: Linear.Parameters
    /// Those of `blend`.
    public var blend: Blend.Parameters
    /// Those of `interests`.
    public var interests = Interests.Parameters()
    /// Those of `user-neighbors`.
    public var userNeighbors = UserNeighbors.Parameters()
    /// Those of `content`.
    public var content = Content.Parameters()
    /// Those of `graph`.
    public var graph = Graph.Parameters()
    /// Those of `network`.
    public var network = Network.Parameters()
    /// Altered copies of histories to learn from besides; nil: none.
    public var augmentation: Augmentation?

    /// Takes those that are not to be the defaults.
    public init(
        itemNeighbors: ItemNeighbors.Parameters = .init(), popular: Popular.Parameters = .init(),
        trending: Trending.Parameters = .init(), linear: Linear.Parameters = .init(),
        blend: Blend.Parameters = .init()
    ) {
        self.itemNeighbors = itemNeighbors
        self.popular = popular
        self.trending = trending
        self.linear = linear
        self.blend = blend
    }
}

extension TrainingParameters {
    /// Throws where one is out of its range.
    public func check() throws(ModelError) {
        try itemNeighbors.check()
        try trending.check()
        try linear.check()
        try blend.check()
        try interests.check()
        try userNeighbors.check()
        try content.check()
        try graph.check()
        try network.check()
        try augmentation?.check()
    }
}

/// What a behavior counts in training.
public enum Weighting: String, Hashable, Sendable, CaseIterable {
    /// Every behavior of positive gain counts 1.
    case presence
    /// A behavior counts its gain, where that is positive.
    case gain

    @inline(__always)
    func strength(_ gain: Float) -> Double {
        guard gain > 0 else { return 0 }
        return self == .presence ? 1 : Double(gain)
    }
}
