public import Interest
internal import Mongo
internal import Work

extension MongoItemRepository {
    /// Everything that can happen to an item, and to all of them at once.
    private static var operations: [String] {
        ["insert", "update", "replace", "delete"] + ends
    }

    /// After these the stream of a collection goes no further.
    private static var ends: [String] { ["drop", "rename", "dropDatabase", "invalidate"] }

    /// Which items changed behind `mark`. Throws `trimmed` where the server's log of changes (the
    /// oplog) does not reach back to it any more, and where the whole collection was dropped.
    public func changes(
        since mark: ArrivalMark, limit: Int
    ) async throws(RepositoryError) -> CatalogChanges {
        let read = ReadChanges<ItemEvent>(
            Schema.items, since: mark, limit: limit, operations: Self.operations
        ) { fields in
            fields.append("documentKey", true)
            fields.append("operationType", true)
        }
        guard case .found(let events, let token) = try await store.ask(read, as: .background),
            !events.contains(where: { Self.ends.contains($0.operation) })
        else {
            throw RepositoryError(
                .trimmed, "MongoDB's oplog no longer has what changed in the catalog since then")
        }
        return CatalogChanges(
            events.compactMap(\.item), mark: .place(token), isWhole: events.count < limit)
    }
}

/// A change of an item as the change stream has it.
private struct ItemEvent: BSONDecodable {
    let operation: String
    /// Nil if the change is not about a single item, or its id is not one of ours.
    let item: ItemID?

    init(reading document: borrowing BSONReader) throws(StoreError) {
        operation = try document.string("operationType")
        let key = try? document.document("documentKey") { (key) throws(StoreError) in
            try key.string("_id")
        }
        item = key.map(ItemID.init(unchecked:))
    }
}
