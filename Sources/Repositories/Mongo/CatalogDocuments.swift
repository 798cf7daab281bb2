internal import Interest
internal import Mongo

// {_id: "0104257", title, categories: ["Drama"], labels: [], hidden: true?, time?: ISODate}

/// An item as it stands in the catalogue.
struct ItemDocument: BSONDecodable {
    let item: Item

    init(_ item: Item) { self.item = item }

    var bson: BSON {
        BSON { document in
            document.append("_id", item.id.text)
            if let title = item.title { document.append("title", title) }
            document.append("categories", strings: item.categories)
            document.append("labels", strings: item.labels)
            if item.hidden { document.append("hidden", true) }
            if let time = item.time { document.append("time", date: time.milliseconds) }
        }
    }

    init(reading document: borrowing BSONReader) throws(StoreError) {
        item = Item(
            id: ItemID(unchecked: try document.string("_id")),
            title: try document.optionalString("title"),
            categories: try document.strings("categories"),
            labels: try document.strings("labels"),
            hidden: try document.optionalBool("hidden") ?? false,
            time: try document.optionalDate("time").map(Timestamp.init(milliseconds:)))
    }
}

// {_id: "ann", labels: [], comment: "", fence?: 3}

/// A profile as it stands in the store.
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
            document.append("labels", strings: profile.labels)
            document.append("comment", profile.comment)
            if fence > 0 { document.append("fence", fence) }
        }
    }

    init(reading document: borrowing BSONReader) throws(StoreError) {
        profile = Profile(
            id: UserID(unchecked: try document.string("_id")),
            labels: try document.strings("labels"),
            comment: try document.string("comment"))
        fence = try document.optionalInt64("fence") ?? 0
    }
}

extension BSONWriter {
    mutating func append(_ key: String, strings: [String]) {
        array(key) { list in
            for text in strings { list.append(text) }
        }
    }
}
