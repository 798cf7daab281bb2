internal import Interest

/// Applies changes to the entries of a catalog, and keeps those that differ afterwards.
struct ItemFold {
    private let before: [ItemID: CatalogEntry]
    private var after: [ItemID: CatalogEntry] = [:]

    /// - Parameter entries: what the catalog has under the ids of the changes.
    init(_ entries: [ItemID: CatalogEntry]) { before = entries }

    mutating func apply(_ change: ItemChange) {
        let id = change.id
        after[id, default: before[id] ?? CatalogEntry(id: id)].apply(change)
    }

    /// The entries to be written, in the order of their ids.
    var changed: [CatalogEntry] {
        after.values.filter { $0 != before[$0.id] ?? CatalogEntry(id: $0.id) }.sorted {
            $0.id < $1.id
        }
    }

    /// What became of each item, compared with the catalog before all changes.
    var outcomes: [ItemID: ItemOutcome] {
        after.mapValues { entry in
            switch (before[entry.id]?.item, entry.item) {
            case (nil, nil): .unknown
            case (nil, _?): .added
            case (_?, nil): .removed
            case (let old, let new): old == new ? .unchanged : .changed
            }
        }
    }
}
