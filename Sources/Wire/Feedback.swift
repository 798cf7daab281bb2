public import Interest

/// The feedback of a user, item and type: in Ebb the sum of all such behaviors.
public struct FeedbackRow: ListedRecord {
    package static var plural: String { "Feedback" }

    /// The type, which is the action of the behaviors.
    public internal(set) var type = ""
    /// The user.
    public internal(set) var user = ""
    /// The item.
    public internal(set) var item = ""
    /// The sum of the values.
    public internal(set) var value = 0.0
    /// When it happened first.
    public internal(set) var time = Timestamp.earliest
    /// When it happened last.
    public internal(set) var updated = Timestamp.earliest
    /// The labels of the last one.
    public internal(set) var labels = JSON.null
    /// The comment of the last one; empty without one.
    public internal(set) var comment = ""

    package init() {}

    package init(
        type: String, user: String, item: String, value: Double, time: Timestamp,
        updated: Timestamp, note: Note?
    ) {
        self.type = type
        self.user = user
        self.item = item
        self.value = value
        self.time = time
        self.updated = updated
        labels = note?.labels.json ?? .null
        comment = note?.comment ?? ""
    }

    package mutating func visit<V: FieldVisitor>(_ visitor: inout V) throws(V.Failure) {
        try visitor.field("FeedbackType", &type)
        try visitor.field("UserId", &user)
        try visitor.field("ItemId", &item)
        try visitor.field("Value", &value)
        try visitor.field("Timestamp", &time)
        try visitor.field("Updated", &updated)
        try visitor.field("Labels", &labels)
        try visitor.field("Comment", &comment)
    }
}

/// A behavior to send to a server: `POST /api/feedback`.
///
///     Feedback("click", by: "ann", on: "alien")
public struct Feedback: WireRecord {
    /// The action: `click`, `purchase`.
    public internal(set) var type = ""
    /// The user.
    public internal(set) var user = ""
    /// The item.
    public internal(set) var item = ""
    /// The value, such as the stars of a rating.
    public internal(set) var value: Double?
    /// When it happened; nil: now, by the server's clock.
    public internal(set) var time: Timestamp?
    /// The sender's id of the event, by which a repeat counts once.
    public internal(set) var event: String?
    /// A comment.
    public internal(set) var comment: String?

    package init() {}

    /// A behavior of a user on an item.
    public init(
        _ type: String, by user: String, on item: String, value: Double? = nil,
        at time: Timestamp? = nil, event: String? = nil, comment: String? = nil
    ) {
        self.type = type
        self.user = user
        self.item = item
        self.value = value
        self.time = time
        self.event = event
        self.comment = comment
    }

    /// Whether sending it twice counts once: it has an id of its own, or a time.
    package var isRepeatable: Bool { event != nil || time != nil }

    package mutating func visit<V: FieldVisitor>(_ visitor: inout V) throws(V.Failure) {
        try visitor.field("FeedbackType", &type)
        try visitor.field("UserId", &user)
        try visitor.field("ItemId", &item)
        try visitor.optional("Value", &value)
        try visitor.optional("Timestamp", &time)
        try visitor.optional("EventId", &event)
        try visitor.optional("Comment", &comment)
    }
}
