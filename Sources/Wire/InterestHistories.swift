public import Interest

/// A user's strongest interests over time: `GET /api/user/{id}/interests/history`,
/// `ebb interests --history`.
public struct HistoryAnswer: WireRecord {
    /// The user.
    public internal(set) var user = ""
    /// The moments, in order.
    public internal(set) var times: [Timestamp] = []
    /// The interests with the highest peaks, highest first.
    public internal(set) var interests: [CurveRow] = []

    package init() {}

    package init(user: UserID, history: InterestHistory, items: [ItemID: Item]) {
        self.user = user.text
        times = history.times
        interests = history.curves.map { CurveRow($0, title: items[$0.item]?.title) }
    }

    package mutating func visit<V: FieldVisitor>(_ visitor: inout V) throws(V.Failure) {
        try visitor.field("UserId", &user)
        try visitor.field("Times", &times)
        try visitor.field("Interests", &interests)
    }
}

/// One interest over time.
public struct CurveRow: WireRecord {
    /// The item.
    public internal(set) var item = ""
    /// The item's title; nil where the catalog has none.
    public internal(set) var title: String?
    /// The highest weight.
    public internal(set) var peak = 0.0
    /// The weight at each moment.
    public internal(set) var weights: [Double] = []

    package init() {}

    init(_ curve: InterestHistory.Curve, title: String?) {
        item = curve.item.text
        self.title = title
        peak = curve.peak
        weights = curve.weights
    }

    package mutating func visit<V: FieldVisitor>(_ visitor: inout V) throws(V.Failure) {
        try visitor.field("ItemId", &item)
        try visitor.field("Title", &title)
        try visitor.field("Peak", &peak)
        try visitor.field("Weights", &weights)
    }
}

/// What behaviors would change in a user's interests: `POST /api/user/{id}/interests/preview`.
public struct ChangesAnswer: WireRecord {
    /// The user.
    public internal(set) var user = ""
    /// The moment.
    public internal(set) var at = Timestamp.earliest
    /// What would change, the largest change first.
    public internal(set) var changes: [ChangeRow] = []

    package init() {}

    package init(user: UserID, at time: Timestamp, changes: [ChangeRow]) {
        self.user = user.text
        at = time
        self.changes = changes
    }

    package mutating func visit<V: FieldVisitor>(_ visitor: inout V) throws(V.Failure) {
        try visitor.field("UserId", &user)
        try visitor.field("At", &at)
        try visitor.field("Changes", &changes)
    }
}

/// One interest before and after.
public struct ChangeRow: WireRecord {
    /// The item.
    public internal(set) var item = ""
    /// The item's title; nil where the catalog has none.
    public internal(set) var title: String?
    /// The weight before.
    public internal(set) var before = 0.0
    /// The weight after.
    public internal(set) var after = 0.0

    package init() {}

    package init(item: ItemID, title: String?, before: Double, after: Double) {
        self.item = item.text
        self.title = title
        self.before = before
        self.after = after
    }

    package mutating func visit<V: FieldVisitor>(_ visitor: inout V) throws(V.Failure) {
        try visitor.field("ItemId", &item)
        try visitor.field("Title", &title)
        try visitor.field("Before", &before)
        try visitor.field("After", &after)
    }
}
