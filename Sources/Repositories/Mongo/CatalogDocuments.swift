internal import Interest
internal import Mongo

// {_id: "0104257", title, categories: ["Drama"], labels: {…}?, hidden: true?, time?: ISODate,
//  words: ["drama", …], times: [{name: "labels.price", time: ISODate}]?}
//
// `times` says when a source set a field, where it said so: of several values the newest counts.
//
// What was removed leaves {_id: "0104257", removed: true, hidden: true, categories: [], words: []}:
// a version that does not know the mark takes it for a hidden item.

/// An item as it stands in the catalog, or the mark of one that was removed.
struct ItemDocument: BSONDecodable {
    let item: Item
    let isRemoved: Bool
    /// When fields were set, where their source said when.
    let times: [String: Timestamp]

    init(_ item: Item, times: [String: Timestamp] = [:]) {
        self.item = item
        self.times = times
        isRemoved = false
    }

    /// The mark that a removed item leaves.
    static func removed(_ id: ItemID) -> BSON {
        BSON { document in
            document.append("_id", id.text)
            document.append("removed", true)
            document.append("hidden", true)
            document.append("categories", strings: [])
            document.append("words", strings: [])
        }
    }

    /// Marks of removed items.
    static let areRemoved = BSON { $0.append("removed", true) }

    var bson: BSON {
        BSON { document in
            document.append("_id", item.id.text)
            if let title = item.title { document.append("title", title) }
            document.append("categories", strings: item.categories)
            if item.labels != .none { document.append("labels", item.labels.json) }
            if item.hidden { document.append("hidden", true) }
            if let time = item.time { document.append("time", date: time.milliseconds) }
            document.append("words", strings: SearchWords.of(item))
            guard !times.isEmpty else { return }
            document.array("times") { list in
                for (name, time) in times.sorted(by: { $0.key < $1.key }) {
                    list.document { entry in
                        entry.append("name", name)
                        entry.append("time", date: time.milliseconds)
                    }
                }
            }
        }
    }

    init(reading document: borrowing BSONReader) throws(StoreError) {
        var times: [String: Timestamp] = [:]
        if try document.has("times") {
            try document.forEachDocument(in: "times") { entry throws(StoreError) in
                times[try entry.string("name")] =
                    Timestamp(milliseconds: try entry.date("time"))
            }
        }
        self.times = times
        isRemoved = try document.optionalBool("removed") ?? false
        item = Item(
            id: ItemID(unchecked: try document.string("_id")),
            title: try document.optionalString("title"),
            categories: try document.strings("categories"),
            labels: try Labels(reading: document),
            hidden: try document.optionalBool("hidden") ?? false,
            time: try document.optionalDate("time").map(Timestamp.init(milliseconds:)))
    }
}

// {_id: "ann", labels: {…}?, comment: "", fence?: 3}

/// A profile, as stored.
struct ProfileDocument: BSONDecodable {
    let profile: Profile
    /// The tombstones that were known when it was written; 0 where there were none.
    let fence: Int64

    init(_ profile: Profile, fence: Int64) {
        self.profile = profile
        self.fence = fence
    }

    var bson: BSON {
        BSON { document in
            document.append("_id", profile.id.text)
            if profile.labels != .none { document.append("labels", profile.labels.json) }
            document.append("comment", profile.comment)
            if fence > 0 { document.append("fence", fence) }
        }
    }

    init(reading document: borrowing BSONReader) throws(StoreError) {
        profile = Profile(
            id: UserID(unchecked: try document.string("_id")),
            labels: try Labels(reading: document),
            comment: try document.string("comment"))
        fence = try document.optionalInt64("fence") ?? 0
    }
}

extension Labels {
    /// The labels of a document; none where it has none.
    init(reading document: borrowing BSONReader) throws(StoreError) {
        let json = try document.element("labels") { element throws(StoreError) in
            try JSON(element)
        }
        self.init(unchecked: json ?? .null)
    }
}
