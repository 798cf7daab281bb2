import Interest
import Repositories
import Synchronization

/// How often a store was asked.
final class Operations: Sendable {
    private let number = Atomic(0)

    var count: Int { number.load(ordering: .relaxed) }

    func add() { number.add(1, ordering: .relaxed) }
}

/// A log whose operations are counted: each call, and each batch of a scan.
struct CountedLog: BehaviorRepository, BehaviorEditor {
    let base: MemoryBehaviorRepository
    let operations: Operations

    func append(_ behaviors: [Behavior]) async throws(RepositoryError) -> AppendCount {
        operations.add()
        return try await base.append(behaviors)
    }

    func newest(
        _ limit: Int, of user: UserID, until time: Timestamp
    ) async throws(RepositoryError) -> [Behavior] {
        operations.add()
        return try await base.newest(limit, of: user, until: time)
    }

    func scan(
        until time: Timestamp, _ take: @Sendable ([Behavior]) async throws -> Bool
    ) async throws {
        try await base.scan(until: time) { batch in
            operations.add()
            return try await take(batch)
        }
    }

    func count() async throws(RepositoryError) -> LogCount {
        operations.add()
        return try await base.count()
    }

    func scan(
        _ selection: BehaviorSelection, _ take: @Sendable ([Behavior]) async throws -> Bool
    ) async throws {
        try await base.scan(selection) { batch in
            operations.add()
            return try await take(batch)
        }
    }

    func newest(
        _ limit: Int, towards item: ItemID, until time: Timestamp
    ) async throws(RepositoryError) -> [Behavior] {
        operations.add()
        return try await base.newest(limit, towards: item, until: time)
    }

    func contains(_ selection: BehaviorSelection) async throws(RepositoryError) -> Bool {
        operations.add()
        return try await base.contains(selection)
    }

    func users(after user: UserID?, limit: Int) async throws(RepositoryError) -> [UserID] {
        operations.add()
        return try await base.users(after: user, limit: limit)
    }

    func items(after item: ItemID?, limit: Int) async throws(RepositoryError) -> [ItemID] {
        operations.add()
        return try await base.items(after: item, limit: limit)
    }

    func withdraw(_ behaviors: [Behavior]) async throws(RepositoryError) -> Int {
        operations.add()
        return try await base.withdraw(behaviors)
    }

    func remove(
        _ selection: BehaviorSelection, atMost limit: Int
    ) async throws(RepositoryError) -> RemovalCount {
        operations.add()
        return try await base.remove(selection, atMost: limit)
    }

    func replace(_ behaviors: [Behavior]) async throws(RepositoryError) -> AppendCount {
        operations.add()
        return try await base.replace(behaviors)
    }
}

/// Weights whose reads are counted.
struct CountedWeights: WeightRepository {
    let base: MemoryWeightRepository
    let operations: Operations

    func weights(of user: UserID) async throws(RepositoryError) -> FoldedWeights {
        operations.add()
        return try await base.weights(of: user)
    }

    func weights(
        of user: UserID, asOf time: Timestamp
    ) async throws(RepositoryError) -> FoldedWeights {
        operations.add()
        return try await base.weights(of: user, asOf: time)
    }

    func outdated(after user: UserID?, limit: Int) async throws(RepositoryError) -> [UserID] {
        operations.add()
        return try await base.outdated(after: user, limit: limit)
    }

    func outdatedCount() async throws(RepositoryError) -> Int {
        operations.add()
        return try await base.outdatedCount()
    }

    func users(after user: UserID?, limit: Int) async throws(RepositoryError) -> [UserID] {
        operations.add()
        return try await base.users(after: user, limit: limit)
    }

    func refold(_ user: UserID) async throws(RepositoryError) -> Refolding {
        operations.add()
        return try await base.refold(user)
    }

    func count() async throws(RepositoryError) -> Int {
        operations.add()
        return try await base.count()
    }
}

/// A catalog whose operations are counted.
struct CountedItems: ItemCatalog {
    let base: MemoryItemRepository
    let operations: Operations

    func put(_ items: [Item]) async throws(RepositoryError) {
        operations.add()
        try await base.put(items)
    }

    func items(_ ids: [ItemID]) async throws(RepositoryError) -> [ItemID: Item] {
        operations.add()
        return try await base.items(ids)
    }

    func entries(_ ids: [ItemID]) async throws(RepositoryError) -> CatalogEntries {
        operations.add()
        return try await base.entries(ids)
    }

    func scan(_ take: @Sendable ([Item]) async throws -> Bool) async throws {
        try await base.scan { batch in
            operations.add()
            return try await take(batch)
        }
    }

    func count() async throws(RepositoryError) -> Int {
        operations.add()
        return try await base.count()
    }

    func page(after item: ItemID?, limit: Int) async throws(RepositoryError) -> [Item] {
        operations.add()
        return try await base.page(after: item, limit: limit)
    }

    func search(_ text: String, limit: Int) async throws(RepositoryError) -> [Item] {
        operations.add()
        return try await base.search(text, limit: limit)
    }

    func latest(
        _ limit: Int, in categories: [String], until time: Timestamp
    ) async throws(RepositoryError) -> [Item] {
        operations.add()
        return try await base.latest(limit, in: categories, until: time)
    }

    func update(
        _ item: ItemID, _ change: @escaping @Sendable (inout Item) -> Void
    ) async throws(RepositoryError) -> Bool {
        operations.add()
        return try await base.update(item, change)
    }

    func remove(_ item: ItemID) async throws(RepositoryError) -> Bool {
        operations.add()
        return try await base.remove(item)
    }
}
