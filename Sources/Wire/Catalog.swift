public import Interest

// Gorse's shapes: its names, in its order, and no more.

extension Timestamp {
    /// What Gorse's clients send, and are sent, for no time at all: the zero of their language.
    package static let goZero = Timestamp(milliseconds: -62_135_596_800_000)
}

/// An object that is listed page by page.
package protocol ListedRecord: WireRecord {
    /// The field of a page that holds the list.
    static var plural: String { get }
}

/// A page of a list.
public struct ListPage<Record> {
    /// Where the next page begins; empty at the end.
    public internal(set) var cursor = ""
    /// The objects.
    public internal(set) var records: [Record] = []
}

extension ListPage: Sendable where Record: Sendable {}
extension ListPage: JSONWriter.Value where Record: ListedRecord {}
extension ListPage: DescribedJSON where Record: ListedRecord {}
extension ListPage: WireValue where Record: ListedRecord {}

extension ListPage: WireRecord where Record: ListedRecord {
    package init() {}

    package init(cursor: String, records: [Record]) {
        self.cursor = cursor
        self.records = records
    }

    package mutating func visit<V: FieldVisitor>(_ visitor: inout V) throws(V.Failure) {
        try visitor.field("Cursor", &cursor)
        try visitor.field(Record.plural, &records)
    }
}

/// A user and what is noted of them: `GET /api/user/{id}`.
public struct UserRow: ListedRecord {
    package static var plural: String { "Users" }

    /// The user.
    public internal(set) var id = ""
    /// The labels: texts and numbers, alone, in arrays or by names.
    public internal(set) var labels = JSON.null
    /// A comment; empty without one.
    public internal(set) var comment = ""

    package init() {}

    /// A user to send to a server.
    public init(id: String, labels: JSON = .null, comment: String = "") {
        self.id = id
        self.labels = labels
        self.comment = comment
    }

    package init(_ profile: Profile) {
        self.init(id: profile.id.text, labels: profile.labels.json, comment: profile.comment)
    }

    package mutating func visit<V: FieldVisitor>(_ visitor: inout V) throws(V.Failure) {
        try visitor.field("UserId", &id)
        try visitor.field("Labels", &labels)
        try visitor.field("Comment", &comment)
    }
}

/// An item of the catalog: `GET /api/item/{id}`.
public struct ItemRow: ListedRecord {
    package static var plural: String { "Items" }

    /// The item.
    public internal(set) var id = ""
    /// Whether it is never recommended.
    public internal(set) var isHidden = false
    /// The categories.
    public internal(set) var categories: [String] = []
    /// When it came out; `Timestamp.goZero` where nobody said.
    var goTime = Timestamp.goZero
    /// The labels: texts and numbers, alone, in arrays or by names.
    public internal(set) var labels = JSON.null
    /// The title, which Gorse calls a comment; empty without one.
    public internal(set) var title = ""

    /// When it came out; nil where nobody said.
    public var time: Timestamp? { goTime == .goZero ? nil : goTime }

    package init() {}

    /// An item to send to a server.
    public init(
        id: String, title: String = "", categories: [String] = [], time: Timestamp? = nil,
        labels: JSON = .null, isHidden: Bool = false
    ) {
        self.id = id
        self.isHidden = isHidden
        self.categories = categories
        goTime = time ?? .goZero
        self.labels = labels
        self.title = title
    }

    package init(_ item: Item) {
        self.init(
            id: item.id.text, title: item.title ?? "", categories: item.categories,
            time: item.time, labels: item.labels.json, isHidden: item.hidden)
    }

    package mutating func visit<V: FieldVisitor>(_ visitor: inout V) throws(V.Failure) {
        try visitor.field("ItemId", &id)
        try visitor.field("IsHidden", &isHidden)
        try visitor.field("Categories", &categories)
        try visitor.field("Timestamp", &goTime)
        try visitor.field("Labels", &labels)
        try visitor.field("Comment", &title)
    }
}

/// How many objects a change was about, as Gorse answers.
public struct RowsAffected: WireRecord {
    /// The number.
    public internal(set) var count = 0

    package init() {}

    package init(count: Int) { self.count = count }

    package mutating func visit<V: FieldVisitor>(_ visitor: inout V) throws(V.Failure) {
        try visitor.field("RowAffected", &count)
    }
}

/// Whether a server is ready: `GET /api/health/ready`. Gorse has two stores, and Ebb's one stands
/// for both.
public struct HealthAnswer: WireRecord {
    /// Whether its store answers.
    public internal(set) var isReady = false
    /// Why it does not; nil where it does.
    public internal(set) var problem: String?

    package init() {}

    package init(problem: String?) {
        isReady = problem == nil
        self.problem = problem
    }

    package mutating func visit<V: FieldVisitor>(_ visitor: inout V) throws(V.Failure) {
        try visitor.field("Ready", &isReady)
        try visitor.field("DataStoreError", &problem)
        try visitor.field("CacheStoreError", &problem)
        try visitor.field("DataStoreConnected", &isReady)
        try visitor.field("CacheStoreConnected", &isReady)
    }
}
