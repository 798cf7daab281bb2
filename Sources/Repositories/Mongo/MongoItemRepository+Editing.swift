public import Interest
internal import Mongo

extension MongoItemRepository: ItemEditor {
    /// Applies changes in one transaction, so that a concurrent edit is neither lost nor undone.
    public func apply(
        _ changes: [ItemChange]
    ) async throws(RepositoryError) -> [ItemID: ItemOutcome] {
        guard !changes.isEmpty else { return [:] }
        return try await store.ask(Transact(ApplyItemChanges(changes: changes)))
    }
}

/// Reads the items of some changes and writes those that differ afterwards. Meant for a
/// transaction.
private struct ApplyItemChanges: Operation {
    let changes: [ItemChange]

    func execute(on client: inout Client) throws(StoreError) -> [ItemID: ItemOutcome] {
        var entries: [ItemID: CatalogEntry] = [:]
        for found in try Find<ItemDocument>(Schema.items, filter: filter).execute(on: &client) {
            entries[found.item.id] = found.entry
        }
        var fold = ItemFold(entries)
        for change in changes { fold.apply(change) }
        let replacements = fold.changed.map { entry in
            (filter: BSON { $0.append("_id", entry.id.text) }, replacement: entry.bson)
        }
        if !replacements.isEmpty {
            _ = try BulkReplace(Schema.items, replacements, upsert: true).execute(on: &client)
        }
        return fold.outcomes
    }

    private var filter: BSON {
        BSON { document in
            document.document("_id") { condition in
                condition.array("$in") { list in
                    for id in Set(changes.map(\.id)).sorted() { list.append(id.text) }
                }
            }
        }
    }
}

extension ItemDocument {
    fileprivate var entry: CatalogEntry {
        CatalogEntry(
            id: item.id, item: isRemoved ? nil : item, isRemoved: isRemoved, times: times)
    }
}

extension CatalogEntry {
    fileprivate var bson: BSON {
        guard let item else { return ItemDocument.removed(id) }
        return ItemDocument(item, times: times).bson
    }
}
