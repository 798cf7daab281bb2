public import Interest

extension MemoryBehaviorRepository: BehaviorEditor {
    /// The selected behaviors as one batch.
    public func scan(
        _ selection: BehaviorSelection, _ take: @Sendable ([Behavior]) async throws -> Bool
    ) async throws {
        let isByUser = selection.user == nil && selection.item == nil
        let found = all.filter { selection.selects($0.behavior) }.sorted { first, second in
            let (one, other) = (first.behavior.user, second.behavior.user)
            return isByUser && one != other ? one < other : first < second
        }
        if !found.isEmpty { _ = try await take(found.map(\.behavior)) }
    }

    /// The newest towards an item.
    public func newest(
        _ limit: Int, towards item: ItemID, until time: Timestamp
    ) async throws(RepositoryError) -> [Behavior] {
        let selection = BehaviorSelection(item: item, until: time)
        return all.filter { selection.selects($0.behavior) }.sorted().suffix(max(0, limit))
            .reversed().map(\.behavior)
    }

    /// Looks for one.
    public func contains(
        _ selection: BehaviorSelection
    ) async throws(RepositoryError) -> Bool {
        all.contains { selection.selects($0.behavior) }
    }

    /// Who has behaved.
    public func users(
        after user: UserID?, limit: Int
    ) async throws(RepositoryError) -> [UserID] {
        let users = Set(all.map(\.behavior.user)).sorted()
        return Array(users.drop { one in user.map { one <= $0 } ?? false }.prefix(max(0, limit)))
    }

    /// What somebody has behaved towards.
    public func items(
        after item: ItemID?, limit: Int
    ) async throws(RepositoryError) -> [ItemID] {
        let items = Set(all.map(\.behavior.item)).sorted()
        return Array(items.drop { one in item.map { one <= $0 } ?? false }.prefix(max(0, limit)))
    }

    /// Removes them; the next reader refolds the documents of their users.
    public func remove(
        _ selection: BehaviorSelection, atMost limit: Int
    ) async throws(RepositoryError) -> RemovalCount {
        var left = limit
        let removed = takeOut { behavior in
            guard left > 0, selection.selects(behavior) else { return false }
            left -= 1
            return true
        }
        var count = RemovalCount(removed)
        count.isWhole = try await !contains(selection)
        return count
    }

    /// Removes the behaviors that the log has under their keys with the same content.
    public func withdraw(_ behaviors: [Behavior]) async throws(RepositoryError) -> Int {
        let wanted = WithdrawnBehaviors(behaviors)
        return takeOut(wanted.contains).count
    }

    /// Takes out what is replaced, and adds.
    public func replace(_ behaviors: [Behavior]) async throws(RepositoryError) -> AppendCount {
        let kinds = Set(behaviors.map(BehaviorKind.init))
        _ = takeOut { kinds.contains(BehaviorKind($0)) }
        return try await append(BehaviorKind.last(of: behaviors))
    }
}
