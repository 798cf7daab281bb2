internal import Interest
internal import Synchronization

/// Looks at the items of one import as they pass.
final class ItemScreen: Sendable {
    private let state = Mutex(Findings())

    var findings: Findings { state.withLock { $0 } }

    func screen(_ batch: [Item]) {
        let count = batch.count { item in item.categories.contains { $0.contains(",") } }
        state.withLock { $0.commaCategories += count }
    }

    /// Counts what an update changes: `before` is what the catalog has of the items.
    func compare(_ batch: [Item], with before: [ItemID: Item]) {
        state.withLock { findings in
            for item in batch {
                switch before[item.id] {
                case nil: findings.itemsAdded += 1
                case item: findings.itemsUnchanged += 1
                default: findings.itemsChanged += 1
                }
            }
        }
    }
}
