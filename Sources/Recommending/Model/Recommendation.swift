public import Interest

/// One item that is recommended, and why.
public struct Recommendation: Hashable, Sendable {
    /// The item.
    public let item: ItemID
    /// How much speaks for it. Scores of different recommenders are in different units.
    public let score: Double
    /// The recommender that found it.
    public let recommender: String
    /// What the score is made of, empty unless asked for. Added up in this order, the shares are
    /// the score to the last bit.
    public let parts: [Part]

    /// Puts one together.
    public init(item: ItemID, score: Double, recommender: String, parts: [Part] = []) {
        self.item = item
        self.score = score
        self.recommender = recommender
        self.parts = parts
    }
}

/// What one interest adds to a score: `share = weight · similarity`.
public struct Part: Hashable, Sendable {
    /// The item of the interest; nil where no interest in an item is the reason (popularity).
    public let because: ItemID?
    /// The category that the interest is in, where it is in one.
    public let category: String?
    /// What is left of that interest, after fading.
    public let weight: Double
    /// How much the recommended item goes with it.
    public let similarity: Double

    /// Takes an item or none, weight and similarity.
    public init(because: ItemID?, weight: Double, similarity: Double) {
        self.because = because
        category = nil
        self.weight = weight
        self.similarity = similarity
    }

    /// Takes a category, weight and similarity.
    public init(category: String, weight: Double, similarity: Double) {
        because = nil
        self.category = category
        self.weight = weight
        self.similarity = similarity
    }

    /// What this part adds to the score.
    public var share: Double { weight * similarity }
}
