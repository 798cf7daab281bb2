public import Interest

/// What a user did: `GET /api/user/{id}/behaviors`.
public struct BehaviorsAnswer: WireRecord {
    /// The user.
    public internal(set) var user = ""
    /// Where the next page begins; empty at the end.
    public internal(set) var cursor = ""
    /// The behaviors, newest first.
    public internal(set) var behaviors: [BehaviorRow] = []

    package init() {}

    package init(user: UserID, cursor: String, behaviors: [BehaviorRow]) {
        self.user = user.text
        self.cursor = cursor
        self.behaviors = behaviors
    }

    package mutating func visit<V: FieldVisitor>(_ visitor: inout V) throws(V.Failure) {
        try visitor.field("UserId", &user)
        try visitor.field("Cursor", &cursor)
        try visitor.field("Behaviors", &behaviors)
    }
}

/// One behavior. The user stands only where several users are listed.
public struct BehaviorRow: WireRecord {
    /// The source's id of the event; nil where it had none.
    public internal(set) var event: String?
    /// The user; nil where the list is of one user.
    public internal(set) var user: String?
    /// The item.
    public internal(set) var item = ""
    /// The item's title; nil where the catalog has none.
    public internal(set) var title: String?
    /// The action: `click`, `purchase`.
    public internal(set) var action = ""
    /// The value, such as the stars of a rating; nil where it has none.
    public internal(set) var value: Double?
    /// The moment.
    public internal(set) var time = Timestamp.earliest
    /// The labels, as the source sent them.
    public internal(set) var labels = JSON.null
    /// The comment; empty without one.
    public internal(set) var comment = ""

    package init() {}

    package init(_ behavior: Behavior, title: String?, namesUser: Bool = false) {
        event = behavior.event?.text
        user = namesUser ? behavior.user.text : nil
        item = behavior.item.text
        self.title = title
        action = behavior.action.text
        value = behavior.value
        time = behavior.time
        labels = behavior.note?.labels.json ?? .null
        comment = behavior.note?.comment ?? ""
    }

    package mutating func visit<V: FieldVisitor>(_ visitor: inout V) throws(V.Failure) {
        try visitor.field("EventId", &event)
        try visitor.optional("UserId", &user)
        try visitor.field("ItemId", &item)
        try visitor.field("Title", &title)
        try visitor.field("FeedbackType", &action)
        try visitor.field("Value", &value)
        try visitor.field("Timestamp", &time)
        try visitor.field("Labels", &labels)
        try visitor.field("Comment", &comment)
    }
}

/// Which users are interested in an item: `GET /api/item/{id}/users`.
public struct ItemUsersAnswer: WireRecord {
    /// The item.
    public internal(set) var item = ""
    /// The users, the most interested first.
    public internal(set) var users: [ItemUserRow] = []

    package init() {}

    package init(item: ItemID, users: [ItemUserRow]) {
        self.item = item.text
        self.users = users
    }

    package mutating func visit<V: FieldVisitor>(_ visitor: inout V) throws(V.Failure) {
        try visitor.field("ItemId", &item)
        try visitor.field("Users", &users)
    }
}

/// A user who is interested in an item.
public struct ItemUserRow: WireRecord {
    /// The user.
    public internal(set) var user = ""
    /// What is left of the interest.
    public internal(set) var weight = 0.0
    /// The user's last behavior on the item.
    public internal(set) var last = Timestamp.earliest

    package init() {}

    package init(_ user: UserID, _ interest: ItemWeight) {
        self.user = user.text
        weight = interest.weight
        last = interest.last
    }

    package mutating func visit<V: FieldVisitor>(_ visitor: inout V) throws(V.Failure) {
        try visitor.field("UserId", &user)
        try visitor.field("Weight", &weight)
        try visitor.field("Last", &last)
    }
}
