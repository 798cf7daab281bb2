/// What a source says about one item: a few of its fields, all of them, or that it is gone.
///
///     ItemChange(id: "p1", edits: [.hidden(true), .label("price", .number(9.5))])
public struct ItemChange: Hashable, Sendable {
    /// What happens to the item.
    public enum Kind: Hashable, Sendable {
        /// Only the fields of the edits change; an item that is missing is created.
        case update
        /// The item has what the edits say, and nothing else.
        case replacement
        /// The item is removed.
        case removal
    }

    /// The item.
    public var id: ItemID
    /// What happens to it.
    public var kind: Kind
    /// The new values, in the order in which they apply.
    public var edits: [ItemEdit]
    /// When the source set these values; a newer value that the catalog has already is kept. Nil
    /// applies always.
    public var time: Timestamp?

    /// Creates a change.
    public init(
        id: ItemID, kind: Kind = .update, edits: [ItemEdit] = [], time: Timestamp? = nil
    ) {
        self.id = id
        self.kind = kind
        self.edits = edits
        self.time = time
    }
}

extension ItemChange {
    /// The item as this change alone describes it; nil for a removal.
    public var item: Item? {
        var entry = CatalogEntry(id: id)
        entry.apply(self)
        return entry.item
    }
}

/// A new value of one field of an item.
public enum ItemEdit: Hashable, Sendable {
    /// The title; nil removes it.
    case title(String?)
    /// All categories.
    case categories([String])
    /// All labels.
    case labels(Labels)
    /// One member of the labels; null removes it.
    case label(String, JSON)
    /// Whether the item is hidden.
    case hidden(Bool)
    /// When the item is available from; nil removes the time.
    case time(Timestamp?)

    /// The name under which a catalog remembers when the field was set.
    var name: String {
        switch self {
        case .title: "title"
        case .categories: "categories"
        case .labels: "labels"
        case .label(let name, _): "labels.\(name)"
        case .hidden: "hidden"
        case .time: "time"
        }
    }
}

/// What an item's change did.
public enum ItemOutcome: Hashable, Sendable {
    /// The item is new.
    case added
    /// The catalog had the item with other values.
    case changed
    /// The catalog had the item with these values, or with newer ones.
    case unchanged
    /// The item was removed.
    case removed
    /// The item to be removed was not in the catalog.
    case unknown
}

/// Everything that a catalog keeps under one id.
public struct CatalogEntry: Hashable, Sendable {
    /// The name of the member that plain words have once the labels become an object.
    public static let wordsName = "tags"

    /// The id.
    public let id: ItemID
    /// The item; nil while the catalog does not have it.
    public private(set) var item: Item?
    /// Whether the item was removed and not put again.
    public private(set) var isRemoved: Bool
    /// When fields were set, where their source said when.
    public private(set) var times: [String: Timestamp]

    /// Creates an entry.
    public init(
        id: ItemID, item: Item? = nil, isRemoved: Bool = false, times: [String: Timestamp] = [:]
    ) {
        self.id = id
        self.item = item
        self.isRemoved = isRemoved
        self.times = times
    }

    /// Applies a change.
    public mutating func apply(_ change: ItemChange) {
        switch change.kind {
        case .removal: (item, isRemoved, times) = (nil, true, [:])
        case .replacement: (item, isRemoved, times) = (Item(id: id), false, [:])
        case .update: (item, isRemoved) = (item ?? Item(id: id), false)
        }
        for edit in change.edits { apply(edit, at: change.time) }
    }

    private mutating func apply(_ edit: ItemEdit, at time: Timestamp?) {
        if let time {
            if let last = times[edit.name], last > time { return }
            times[edit.name] = time
        }
        switch edit {
        case .title(let title): item?.title = title
        case .categories(let categories): item?.categories = categories
        case .labels(let labels): item?.labels = labels
        case .label(let name, let value): item?.labels.set(name, to: value)
        case .hidden(let hidden): item?.hidden = hidden
        case .time(let time): item?.time = time
        }
    }
}

extension Labels {
    /// Sets one member; null removes it. Labels that were no object become a member themselves.
    fileprivate mutating func set(_ name: String, to value: JSON) {
        var members: [JSON.Member]
        switch json {
        case .object(let present): members = present
        case .null: members = []
        case .array(let elements) where elements.isEmpty: members = []
        default: members = [JSON.Member(name: CatalogEntry.wordsName, value: json)]
        }
        let place = members.firstIndex { $0.name == name }
        switch (value, place) {
        case (.null, let place?): members.remove(at: place)
        case (.null, nil): return
        case (_, let place?): members[place].value = value
        case (_, nil): members.append(JSON.Member(name: name, value: value))
        }
        self = members.isEmpty ? .none : Labels(unchecked: .object(members))
    }
}
