internal import HTTPTypes
internal import Hummingbird
internal import Interest
internal import Recommending
internal import Wire

/// Gorse's items: the catalog, and what somebody has behaved towards, of which then nothing more
/// is known.
struct ItemController {
    let catalog: any ItemCatalog
    let editor: any BehaviorEditor
    /// Receives what is changed, so that it is right at the next read.
    let watch: CatalogWatch
    let configuration: ServiceConfiguration

    private static let group = "Items"

    var endpoints: [Endpoint] { lists + ofOne + categories }

    private var lists: [Endpoint] {
        [
            Endpoint(
                .post, "/api/item", Self.group, "Adds an item, or replaces one.", access: .write,
                body: .object(.givenItem, example: Self.example)
            ) { call in
                try await put([call.body])
            },
            Endpoint(
                .post, "/api/items", Self.group, "Adds or replaces items.", access: .write,
                body: .list(
                    "item", .givenItem, max: configuration.entriesMax,
                    example: "[\(Self.example)]")
            ) { call in
                try await put(call.body)
            },
            Endpoint(
                .get, "/api/items", Self.group,
                "Every item, by id, page by page; or those that some words are about, the best "
                    + "first.",
                access: .read,
                query: { query in
                    (
                        page: try PageQuery(&query, configuration),
                        words: try query.words("q", "Words to look for.")
                    )
                }
            ) { call in
                try await page(call.query.page, words: call.query.words)
            },
        ]
    }

    private var ofOne: [Endpoint] {
        [
            Endpoint(
                .get, "/api/item/{id}", Self.group, "One item.", access: .read, failures: [404]
            ) { call -> ItemRow in
                let id = try ItemID(path: call.context)
                guard let item = try await find(id) else { throw Self.notFound(id) }
                return ItemRow(item)
            },
            Endpoint(
                .patch, "/api/item/{id}", Self.group,
                "Changes what the body names of an item; what is not known stays so.",
                access: .write,
                body: .object(.itemPatch, example: #"{"IsHidden":true}"#)
            ) { call -> RowsAffected in
                // Whatever is not known stays so, and is answered alike.
                _ = try await change(
                    ItemID(path: call.context), try ItemPatch(call.body).apply)
                return RowsAffected(count: 1)
            },
            Endpoint(
                .delete, "/api/item/{id}", Self.group,
                "Takes away an item with all of its feedback.", access: .write
            ) { call -> RowsAffected in
                let id = try ItemID(path: call.context)
                _ = try await catalog.remove(id)
                await watch.changed([id])
                _ = try await editor.remove(BehaviorSelection(item: id))
                return RowsAffected(count: 1)
            },
        ]
    }

    private var categories: [Endpoint] {
        [
            Endpoint(
                .put, "/api/item/{id}/category/{category}", Self.group,
                "Puts an item into a category.",
                access: .write, inPath: [.category], failures: [404]
            ) { call in
                try await shelve(call.context) { categories, category in
                    if !categories.contains(category) { categories.append(category) }
                }
            },
            Endpoint(
                .delete, "/api/item/{id}/category/{category}", Self.group,
                "Takes an item out of a category.",
                access: .write, inPath: [.category], failures: [404]
            ) { call in
                try await shelve(call.context) {
                    $0.removeAll { [category = $1] in $0 == category }
                }
            },
        ]
    }

    private static let example =
        #"{"ItemId":"alien","Categories":["films"],"Timestamp":"1979-05-25T00:00:00Z","#
        + #""Comment":"Alien"}"#

    private static func notFound(_ item: ItemID) -> Failure {
        Failure(status: .notFound, message: "item \(item) not found")
    }

    private func put(_ objects: [GorseObject]) async throws -> RowsAffected {
        let items = try objects.map { try Item($0) }
        try await Quotas.check(items.count, within: configuration.quotas.items, of: "items") {
            try await catalog.count()
        }
        try await catalog.put(items)
        await watch.changed(items.map(\.id))
        return RowsAffected(count: items.count)
    }

    private func find(_ id: ItemID) async throws -> Item? {
        let entries = try await catalog.entries([id])
        if let item = entries.items[id] { return item }
        return try await isInLog(id, entries) ? Item(id: id) : nil
    }

    /// Whether somebody has behaved toward an item that was not removed.
    private func isInLog(_ id: ItemID, _ entries: CatalogEntries) async throws -> Bool {
        guard !entries.removed.contains(id) else { return false }
        return try await editor.contains(BehaviorSelection(item: id))
    }

    private func shelve(
        _ context: ExchangeContext,
        _ change: @escaping @Sendable (inout [String], String) -> Void
    ) async throws -> RowsAffected {
        let id = try ItemID(path: context)
        let part = context.parameters["category"] ?? ""
        guard let category = PercentEncoding.decode(part), !category.isEmpty,
            category.utf8.count <= ItemPatch.categoryBytesMax
        else {
            throw Failure.badRequest(
                "the category in the path is not percent-encoded UTF-8 of at most "
                    + "\(ItemPatch.categoryBytesMax) bytes")
        }
        let isKnown = try await self.change(id) { change(&$0.categories, category) }
        guard isKnown else { throw Self.notFound(id) }
        return RowsAffected(count: 1)
    }

    /// False where there is no such item.
    private func change(
        _ id: ItemID, _ change: @escaping @Sendable (inout Item) -> Void
    ) async throws -> Bool {
        if try await !catalog.update(id, change) {
            guard try await isInLog(id, catalog.entries([id])) else { return false }
            var item = Item(id: id)
            change(&item)
            try await catalog.put([item])
        }
        await watch.changed([id])
        return true
    }

    private func page(_ query: PageQuery, words: String?) async throws -> ListPage<ItemRow> {
        if let words {
            let found = try await catalog.search(words, limit: query.count)
            return ListPage(next: nil, records: found.map { ItemRow($0) })
        }
        let after = query.cursor.map(ItemID.init(unchecked:))
        let items = try await GorseStock(catalog, editor).page(after: after, limit: query.count)
        return ListPage(
            next: items.count == query.count ? items.last?.id.text : nil,
            records: items.map { ItemRow($0) })
    }
}

/// Every item there is, by id.
struct GorseStock {
    private let catalog: any ItemCatalog
    private let editor: any BehaviorEditor

    init(_ catalog: any ItemCatalog, _ editor: any BehaviorEditor) {
        self.catalog = catalog
        self.editor = editor
    }

    /// The next items: of both lists the next ones are enough to know the next of both. An item
    /// that was removed is not among them, whatever people do to it.
    func page(after item: ItemID?, limit: Int) async throws(RepositoryError) -> [Item] {
        var (found, last) = ([Item](), item)
        while found.count < limit {
            let count = limit - found.count
            let kept = try await catalog.page(after: last, limit: count)
            let known = Dictionary(kept.map { ($0.id, $0) }) { first, _ in first }
            let touched = try await editor.items(after: last, limit: count)
            let ids = Set(known.keys).union(touched).sorted().prefix(count)
            let removed = try await catalog.entries(ids.filter { known[$0] == nil }).removed
            found += ids.filter { !removed.contains($0) }.map { known[$0] ?? Item(id: $0) }
            last = ids.last
            guard ids.count == count else { break }
        }
        return found
    }
}

/// What of an item is to be another.
struct ItemPatch {
    /// The most categories of an item.
    static let categoriesMax = 1000
    /// The most bytes of a category.
    static let categoryBytesMax = 1024

    private let hidden: Bool?
    private let categories: [String]?
    private let time: Timestamp?
    private let labels: Labels?
    private let title: String?

    init(_ object: GorseObject) throws(Failure) {
        hidden = try object.flag("IsHidden")
        categories = try object.texts(
            "Categories", countMax: Self.categoriesMax, bytesMax: Self.categoryBytesMax)
        time = try object.time("Timestamp")
        labels = try object.labels("Labels")
        title = try object.comment("Comment")
    }

    @Sendable func apply(to item: inout Item) {
        if let hidden { item.hidden = hidden }
        if let categories { item.categories = categories }
        if let time { item.time = time }
        if let labels { item.labels = labels }
        if let title { item.title = title.isEmpty ? nil : title }
    }
}

extension Item {
    /// An item as Gorse's clients send one.
    init(_ object: GorseObject) throws(Failure) {
        let text = try object.text("ItemId")
        self.init(id: try object.checked { () throws(Rejection) in try ItemID(text) })
        try ItemPatch(object).apply(to: &self)
    }
}
