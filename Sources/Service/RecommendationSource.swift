public import Interest

/// What recommends: one model or a blend of them, with something for strangers to fall back on.
public protocol RecommendationSource: Sendable {
    /// The best items for a request, best first, none twice.
    ///
    /// A request without interests is a stranger's and is answered by what is popular.
    func recommend(_ request: RecommendationRequest) async throws -> [Recommendation]
}

/// One item that is recommended, and why.
public struct Recommendation: Hashable, Sendable {
    public let item: ItemID
    public let score: Double
    public let recommender: String
    public let parts: [Part]
    public init(item: ItemID, score: Double, recommender: String, parts: [Part] = []) {
        self.item = item
        self.score = score
        self.recommender = recommender
        self.parts = parts
    }
}

public struct Part: Hashable, Sendable {
    public let because: ItemID?
    public let weight: Double
    public let similarity: Double
    public init(because: ItemID?, weight: Double, similarity: Double) {
        self.because = because
        self.weight = weight
        self.similarity = similarity
    }
    public var share: Double { weight * similarity }
}

public struct RecommendationRequest: Sendable {
    public var interests: [ItemWeight]
    public var count: Int
    public var offset: Int
    public var excluded: Set<ItemID>
    public var hides: (@Sendable (ItemID) -> Bool)?
    public var explains: Bool
    public init(
        interests: [ItemWeight], count: Int = 10, offset: Int = 0, excluded: Set<ItemID> = [],
        hides: (@Sendable (ItemID) -> Bool)? = nil, explains: Bool = false
    ) {
        self.interests = interests
        self.count = count
        self.offset = offset
        self.excluded = excluded
        self.hides = hides
        self.explains = explains
    }
}
