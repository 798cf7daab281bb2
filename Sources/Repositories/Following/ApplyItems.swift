internal import Interest
internal import Mongo
internal import Work

// {_id: "products/65e1f0aa12bd3c4e5f607182", items: ["sku-1"]}: which items a document brought, so
// that they go with it, whichever of its fields holds their id.

/// Brings the catalog up to what documents of a followed source say now, and stores how far that
/// has come. Meant for a transaction, in which both happen or neither.
struct ApplyItems: Operation {
    let hold: FollowHold
    /// One for each document.
    let changes: [SourceChange<Item>]
    let checkpoint: FollowCheckpoint

    /// How far it has come; nil where another process follows the source by now, and then nothing
    /// was written.
    func execute(on client: inout Client) throws(StoreError) -> FollowCheckpoint? {
        guard try hold.keep(on: &client) else { return nil }
        var checkpoint = checkpoint
        let before = try brought(on: &client)
        var items: [ItemID: Item] = [:]
        for item in changes.lazy.flatMap(\.records) { items[item.id] = item }
        let gone = Set(before.values.lazy.flatMap(\.items)).subtracting(items.keys)
        var replacements = items.values.map { ($0.id, ItemDocument($0).bson) }
        replacements += gone.map { ($0, ItemDocument.removed($0)) }
        let report = try BulkReplace(
            Schema.items,
            replacements.sorted { $0.0 < $1.0 }.map { id, document in
                (filter: BSON { $0.append("_id", id.text) }, replacement: document)
            }, upsert: true
        ).execute(on: &client)
        try note(on: &client)
        checkpoint.removed += gone.count
        checkpoint.inserted += report.upserted
        checkpoint.repeated += items.count - report.upserted
        try hold.store(checkpoint, on: &client)
        return checkpoint
    }

    /// What the documents brought before.
    private func brought(
        on client: inout Client
    ) throws(StoreError) -> [String: BroughtItems] {
        let filter = BSON { document in
            document.document("_id") { condition in
                condition.array("$in") { list in
                    for change in changes { list.append(key(change)) }
                }
            }
        }
        let found = try Find<BroughtItems>(Schema.followedItems, filter: filter)
            .execute(on: &client)
        return Dictionary(found.map { ($0.key, $0) }) { first, _ in first }
    }

    private func note(on client: inout Client) throws(StoreError) {
        var replacements: [(filter: BSON, replacement: BSON)] = []
        var gone: [String] = []
        for change in changes {
            let key = key(change)
            guard !change.records.isEmpty else {
                gone.append(key)
                continue
            }
            let document = BSON { document in
                document.append("_id", key)
                document.append("items", strings: change.records.map(\.id.text))
            }
            replacements.append((BSON { $0.append("_id", key) }, document))
        }
        if !replacements.isEmpty {
            _ = try BulkReplace(Schema.followedItems, replacements, upsert: true)
                .execute(on: &client)
        }
        guard !gone.isEmpty else { return }
        let filter = BSON { document in
            document.document("_id") { condition in
                condition.array("$in") { list in
                    for key in gone { list.append(key) }
                }
            }
        }
        _ = try DeleteMany(Schema.followedItems, filter: filter).execute(on: &client)
    }

    private func key(_ change: SourceChange<Item>) -> String { "\(hold.name)/\(change.id.text)" }
}

/// The items that a document of a followed source brought.
struct BroughtItems: BSONDecodable {
    let key: String
    let items: [ItemID]

    init(reading document: borrowing BSONReader) throws(StoreError) {
        key = try document.string("_id")
        items = try document.strings("items").map(ItemID.init(unchecked:))
    }
}
