public import Interest

/// An item or a user with its score, as Gorse's lists have them.
public struct Score: WireRecord {
    /// The item or user.
    public internal(set) var id = ""
    /// The score; only its order matters.
    public internal(set) var score = 0.0

    package init() {}

    package init(id: String, score: Double) {
        self.id = id
        self.score = score
    }

    package mutating func visit<V: FieldVisitor>(_ visitor: inout V) throws(V.Failure) {
        try visitor.field("Id", &id)
        try visitor.field("Score", &score)
    }
}

/// A recommended item, and the parts that add up to its score: `GET /api/recommend/{id}` with
/// `explain=true`, `ebb recommend --explain`.
public struct ExplainedItem: WireRecord {
    /// The item.
    public internal(set) var id = ""
    /// The item's title; nil where the catalog has none.
    public internal(set) var title: String?
    /// The score: the sum of the parts' shares.
    public internal(set) var score = 0.0
    /// The recommender that found it.
    public internal(set) var from = ""
    /// What the score is made of.
    public internal(set) var parts: [ScorePart] = []

    package init() {}

    package init(id: String, title: String?, score: Double, from: String, parts: [ScorePart]) {
        self.id = id
        self.title = title
        self.score = score
        self.from = from
        self.parts = parts
    }

    package mutating func visit<V: FieldVisitor>(_ visitor: inout V) throws(V.Failure) {
        try visitor.field("Id", &id)
        try visitor.field("Title", &title)
        try visitor.field("Score", &score)
        try visitor.field("From", &from)
        try visitor.field("Parts", &parts)
    }
}

/// What one interest adds to a score.
public struct ScorePart: WireRecord {
    /// The item of the interest; nil where no single item is the reason, as in popularity.
    public internal(set) var because: String?
    /// The category of the interest, where it is in one.
    public internal(set) var category: String?
    /// The title of that item; nil where the catalog has none.
    public internal(set) var title: String?
    /// What is left of the interest.
    public internal(set) var weight = 0.0
    /// How well the recommended item goes with it.
    public internal(set) var similarity = 0.0
    /// What it adds to the score: the weight times the similarity.
    public internal(set) var share = 0.0

    package init() {}

    package init(
        because: String?, category: String?, title: String?, weight: Double, similarity: Double,
        share: Double
    ) {
        self.because = because
        self.category = category
        self.title = title
        self.weight = weight
        self.similarity = similarity
        self.share = share
    }

    package mutating func visit<V: FieldVisitor>(_ visitor: inout V) throws(V.Failure) {
        try visitor.field("Because", &because)
        try visitor.optional("Category", &category)
        try visitor.field("Title", &title)
        try visitor.field("Weight", &weight)
        try visitor.field("Similarity", &similarity)
        try visitor.field("Share", &share)
    }
}

/// What `ebb recommend` prints: the list that the service answers with `explain=true`, and what it
/// was made from.
public struct RecommendAnswer: WireRecord {
    /// The user.
    public internal(set) var user = ""
    /// The moment.
    public internal(set) var at = Timestamp.earliest
    /// The version of each model that the command read, by recommender.
    public internal(set) var models: [String: Int] = [:]
    /// The list, best first.
    public internal(set) var recommendations: [ExplainedItem] = []

    package init() {}

    package init(
        user: UserID, at time: Timestamp, models: [String: Int], recommendations: [ExplainedItem]
    ) {
        self.user = user.text
        at = time
        self.models = models
        self.recommendations = recommendations
    }

    package mutating func visit<V: FieldVisitor>(_ visitor: inout V) throws(V.Failure) {
        try visitor.field("UserId", &user)
        try visitor.field("At", &at)
        try visitor.field("Models", &models)
        try visitor.field("Recommendations", &recommendations)
    }
}
