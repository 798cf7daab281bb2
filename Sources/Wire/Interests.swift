public import Interest

/// What a user is interested in at a moment: `GET /api/user/{id}/interests`, `ebb interests`.
public struct InterestsAnswer: WireRecord {
    /// The user.
    public internal(set) var user = ""
    /// The moment.
    public internal(set) var at = Timestamp.earliest
    /// How many behaviors the interests are made of.
    public internal(set) var behaviors = 0
    /// The strongest interests, strongest first.
    public internal(set) var interests: [InterestRow] = []
    /// The interests in categories, strongest first; nil unless requested.
    public internal(set) var categories: [NamedInterestRow]?
    /// The interests in labels, strongest first; nil unless requested.
    public internal(set) var labels: [NamedInterestRow]?
    /// The weight in items without a category; nil unless categories were requested.
    public internal(set) var uncategorized: Double?
    /// The newest behaviors, newest first; nil unless requested.
    public internal(set) var log: [BehaviorRow]?

    package init() {}

    /// Interests without a view of their categories.
    package init(
        user: UserID, at time: Timestamp, behaviors: Int, interests: [InterestRow]
    ) {
        self.user = user.text
        at = time
        self.behaviors = behaviors
        self.interests = interests
    }

    /// Adds at most `countMax` categories and as many labels.
    package mutating func show(_ view: CategoryInterests, max countMax: Int) {
        categories = view.categories.prefix(countMax).map(NamedInterestRow.init)
        labels = view.labels.prefix(countMax).map(NamedInterestRow.init)
        uncategorized = view.uncategorized
    }

    /// Adds behaviors, the newest first.
    package mutating func show(log: [BehaviorRow]) { self.log = log }

    package mutating func visit<V: FieldVisitor>(_ visitor: inout V) throws(V.Failure) {
        try visitor.field("UserId", &user)
        try visitor.field("At", &at)
        try visitor.field("Behaviors", &behaviors)
        try visitor.field("Interests", &interests)
        try visitor.optional("Categories", &categories)
        try visitor.optional("Labels", &labels)
        try visitor.optional("Uncategorized", &uncategorized)
        try visitor.optional("Log", &log)
    }
}

/// An interest in an item.
public struct InterestRow: WireRecord {
    /// The item.
    public internal(set) var item = ""
    /// The item's title; nil where the catalog has none.
    public internal(set) var title: String?
    /// What is left of the interest.
    public internal(set) var weight = 0.0
    /// The user's last behavior on the item.
    public internal(set) var last = Timestamp.earliest

    package init() {}

    package init(_ interest: ItemWeight, title: String?) {
        item = interest.item.text
        self.title = title
        weight = interest.weight
        last = interest.last
    }

    package mutating func visit<V: FieldVisitor>(_ visitor: inout V) throws(V.Failure) {
        try visitor.field("ItemId", &item)
        try visitor.field("Title", &title)
        try visitor.field("Weight", &weight)
        try visitor.field("Last", &last)
    }
}

/// An interest in a category or a label: the sum over its items.
public struct NamedInterestRow: WireRecord {
    /// The category or label.
    public internal(set) var name = ""
    /// The sum of what is left of the interests in its items.
    public internal(set) var weight = 0.0
    /// How many of the user's items it has.
    public internal(set) var items = 0
    /// The user's last behavior on any of them.
    public internal(set) var last = Timestamp.earliest

    package init() {}

    init(_ named: NamedWeight) {
        name = named.name
        weight = named.weight
        items = named.items
        last = named.last
    }

    package mutating func visit<V: FieldVisitor>(_ visitor: inout V) throws(V.Failure) {
        try visitor.field("Name", &name)
        try visitor.field("Weight", &weight)
        try visitor.field("Items", &items)
        try visitor.field("Last", &last)
    }
}
