public import Interest
package import Mongo

/// The catalog in MongoDB: the collection `items`.
public struct MongoItemRepository: ItemCatalog {
    /// How many items a scan holds at a time.
    package static let scanBatch = 2000

    let store: Store

    package init(store: Store) { self.store = store }

    /// Adds or replaces items.
    public func put(_ items: [Item]) async throws(RepositoryError) {
        guard !items.isEmpty else { return }
        let replacements = items.map { item in
            (filter: BSON { $0.append("_id", item.id.text) }, replacement: ItemDocument(item).bson)
        }
        _ = try await store.ask(BulkReplace(Schema.items, replacements, upsert: true))
    }

    /// Those of `ids` that there are.
    public func items(_ ids: [ItemID]) async throws(RepositoryError) -> [ItemID: Item] {
        try await entries(ids).items
    }

    /// Those of `ids` that there are, and those that were removed, in one find.
    public func entries(_ ids: [ItemID]) async throws(RepositoryError) -> CatalogEntries {
        guard !ids.isEmpty else { return CatalogEntries() }
        let filter = BSON { document in
            document.document("_id") { condition in
                condition.array("$in") { list in
                    for id in ids { list.append(id.text) }
                }
            }
        }
        // A read of one document says what is wrong with it.
        let found =
            ids.count == 1
            ? try await store.ask(Find<ItemDocument>(Schema.items, filter: filter))
            : try await store.sift(Schema.items, filter: filter)
        return CatalogEntries(found)
    }

    /// The whole catalog by pages of `_id`, with the marks of removed items.
    public func scanEntries(
        _ take: @Sendable (CatalogEntries) async throws -> Bool
    ) async throws {
        try await store.scan(Schema.items, batch: Self.scanBatch, id: \.item.id.text) {
            (page: [ItemDocument]) in try await take(CatalogEntries(page))
        }
    }

    /// The whole catalog by pages of `_id`.
    public func scan(_ take: @Sendable ([Item]) async throws -> Bool) async throws {
        try await store.scan(
            Schema.items, batch: Self.scanBatch, where: CatalogQuestion.isThere,
            id: \.item.id.text
        ) { (page: [ItemDocument]) in try await take(page.map(\.item)) }
    }

    /// The next items by `_id`.
    public func page(
        after item: ItemID?, limit: Int
    ) async throws(RepositoryError) -> [Item] {
        let page: [ItemDocument] = try await store.page(
            Schema.items, after: item?.text, limit: limit, where: CatalogQuestion.isThere,
            id: \.item.id.text)
        return page.map(\.item)
    }

    /// Items by the index on their words.
    public func search(_ text: String, limit: Int) async throws(RepositoryError) -> [Item] {
        guard limit > 0, let filter = CatalogQuestion.words(of: text) else { return [] }
        let found: [ItemDocument] = try await store.sift(
            Schema.items, filter: filter, options: CatalogQuestion.byID(limit))
        return found.map(\.item)
    }

    /// The newest items, by the index on their time read backwards.
    public func latest(
        _ limit: Int, in categories: [String], until time: Timestamp
    ) async throws(RepositoryError) -> [Item] {
        guard limit > 0 else { return [] }
        let found: [ItemDocument] = try await store.sift(
            Schema.items, filter: CatalogQuestion.shown(in: categories, until: time),
            options: CatalogQuestion.newest(limit))
        return found.map(\.item)
    }

    /// Changes an item in a transaction of its own.
    public func update(
        _ item: ItemID, _ change: @escaping @Sendable (inout Item) -> Void
    ) async throws(RepositoryError) -> Bool {
        try await store.ask(
            Transact(
                Edit<ItemDocument>(Schema.items, id: item.text) { document in
                    guard !document.isRemoved else { return nil }
                    var item = document.item
                    change(&item)
                    return ItemDocument(item, times: document.times).bson
                }))
    }

    /// Puts the mark of a removed item in the place of its entry.
    public func remove(_ item: ItemID) async throws(RepositoryError) -> Bool {
        try await store.ask(RemoveItem(item: item))
    }

    /// How many items there are: the collection's own count without the marks of removed ones.
    public func count() async throws(RepositoryError) -> Int {
        let all = try await store.ask(EstimatedCount(Schema.items))
        let removed = Count(
            Schema.items, filter: ItemDocument.areRemoved, hint: Schema.itemRemoved.keys)
        return max(0, all - (try await store.ask(removed)))
    }
}

extension CatalogEntries {
    /// Tells items and marks apart.
    fileprivate init(_ documents: [ItemDocument]) {
        self.init()
        for found in documents {
            if found.isRemoved {
                removed.insert(found.item.id)
            } else {
                items[found.item.id] = found.item
            }
        }
    }
}

/// Two removals at once of an item without an entry both insert its mark: the second is tried
/// again, and finds it.
private struct RemoveItem: Operation {
    let item: ItemID

    func execute(on client: inout Client) throws(StoreError) -> Bool {
        let filter = BSON { $0.append("_id", item.text) }
        // A malformed one can be removed, too.
        let found = try FindOne<Sound<ItemDocument>>(Schema.items, filter: filter)
            .execute(on: &client)
        let mark = ReplaceOne(
            Schema.items, filter: filter, replacement: ItemDocument.removed(item), upsert: true)
        do throws(StoreError) {
            _ = try mark.execute(on: &client)
        } catch {
            guard error.code == .duplicateKey else { throw error }
            _ = try mark.execute(on: &client)
        }
        return found.map { !($0.document?.isRemoved ?? false) } ?? false
    }
}

/// How the catalog is asked.
enum CatalogQuestion {
    /// Items with all words of a text; nil where it has none.
    static func words(of text: String) -> BSON? {
        let words = Set(SearchWords.of(text)).sorted()
        guard !words.isEmpty else { return nil }
        return BSON { document in
            document.document("words") { condition in
                condition.array("$all") { list in
                    for word in words { list.append(word) }
                }
            }
        }
    }

    /// Items that were not removed.
    static func isThere(_ document: inout BSONWriter) {
        document.document("removed") { $0.append("$ne", true) }
    }

    /// Items that are not hidden, in all of these categories, and dated no later than `time`.
    static func shown(in categories: [String], until time: Timestamp = .latest) -> BSON {
        BSON { document in
            document.document("hidden") { $0.append("$ne", true) }
            if time < .latest {
                // An item without a time has come.
                document.document("time") { condition in
                    condition.document("$not") { $0.append("$gt", date: time.milliseconds) }
                }
            }
            guard !categories.isEmpty else { return }
            document.document("categories") { condition in
                condition.array("$all") { list in
                    for category in categories { list.append(category) }
                }
            }
        }
    }

    /// In order of id: of what the index finds the server keeps no more than `limit`.
    static func byID(_ limit: Int) -> FindOptions {
        FindOptions(
            sort: Schema.ascending("_id"), limit: limit, hint: Schema.itemWords.keys)
    }

    /// The newest first.
    static func newest(_ limit: Int) -> FindOptions {
        FindOptions(
            sort: Schema.descending("time", "_id"), limit: limit, hint: Schema.itemAge.keys)
    }
}
