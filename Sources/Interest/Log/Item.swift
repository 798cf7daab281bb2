/// What the catalog knows of an item.
public struct Item: Hashable, Sendable {
    /// Its id.
    public var id: ItemID
    /// What a person calls it.
    public var title: String?
    /// Its categories: genres, departments.
    public var categories: [String]
    /// What describes it: words, or any labels that its source has.
    public var labels: Labels
    /// Never recommended while true.
    public var hidden: Bool
    /// When it came into the catalog.
    public var time: Timestamp?

    /// Puts one together.
    public init(
        id: ItemID, title: String? = nil, categories: [String] = [], labels: Labels = .none,
        hidden: Bool = false, time: Timestamp? = nil
    ) {
        self.id = id
        self.title = title
        self.categories = categories
        self.labels = labels
        self.hidden = hidden
        self.time = time
    }
}
