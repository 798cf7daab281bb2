public import Interest

/// What is asked of a recommender.
public struct RecommendationRequest: Sendable {
    /// The most that one request reaches down the ranking, `offset` and `count` together.
    public static let depthMax = 10_000

    /// The faded interests; none for a stranger. Items that a model does not know and weights that
    /// are not finite are skipped.
    public var interests: [ItemWeight]
    /// The time since the user's newest behavior; zero where that is now, as in a session.
    public var idle: Interval
    /// How many items are wanted.
    public var count: Int
    /// How many of the best to leave out first: the pages before this one.
    public var offset: Int
    /// Items that must not come: what the user has seen.
    public var excluded: Set<ItemID>
    /// The only items that may come; nil: any.
    public var only: [ItemID]?
    /// What the catalog and the choices of the request allow; nil: everything.
    package var catalog: CatalogView?
    /// Whether each recommendation comes with its parts.
    public var explains: Bool
    /// Which recommender is asked; nil: those that serve by default.
    public var recommender: String?

    /// Puts one together.
    public init(
        interests: [ItemWeight], idle: Interval = .zero, count: Int = 10, offset: Int = 0,
        excluded: Set<ItemID> = [], only: [ItemID]? = nil, explains: Bool = false,
        recommender: String? = nil
    ) {
        self.interests = interests
        self.idle = idle
        self.count = count
        self.offset = offset
        self.excluded = excluded
        self.only = only
        self.explains = explains
        self.recommender = recommender
    }

    /// The offset, where it makes sense.
    var skipped: Int { min(max(0, offset), Self.depthMax) }

    /// How far down the ranking the request reaches.
    public var depth: Int { skipped + min(max(0, count), Self.depthMax - skipped) }

    /// Whether an item must not come. Models ask a `Selection`, which is quicker.
    package func excludes(_ item: ItemID) -> Bool {
        excluded.contains(item) || !(only?.contains(item) ?? true)
            || !(catalog?.allows(item) ?? true)
    }
}
