public import Interest
internal import Mongo
internal import Work

extension MongoBehaviorRepository: BehaviorEditor {
    /// How many behaviors one transaction takes out.
    package static let removalBatch = 1000
    /// How many kinds of a user's behaviors one transaction replaces.
    package static let replacementBatch = 500

    /// The selected behaviors by pages of an index, each a find of its own.
    public func scan(
        _ selection: BehaviorSelection, _ take: @Sendable ([Behavior]) async throws -> Bool
    ) async throws {
        var last: LogPlace?
        while true {
            let page = try await store.ask(
                SelectedPage(selection, after: last, limit: Self.scanBatch), as: .background)
            guard let end = page.last else { return }
            last = end
            guard try await take(kept(page.behaviors)) else { return }
        }
    }

    /// The newest towards an item, by its index read backwards.
    public func newest(
        _ limit: Int, towards item: ItemID, until time: Timestamp
    ) async throws(RepositoryError) -> [Behavior] {
        guard limit > 0 else { return [] }
        let filter = BehaviorSelection(item: item, until: time).filter()
        let options = FindOptions(
            sort: Schema.descending("item", "time", "_id"), limit: limit,
            hint: Schema.itemTime.keys)
        let found: [LoggedBehavior] = try await store.sift(
            Schema.behaviors, filter: filter, options: options)
        return try await kept(found.map(\.behavior))
    }

    /// Looks for the first.
    public func contains(
        _ selection: BehaviorSelection
    ) async throws(RepositoryError) -> Bool {
        if let user = selection.user,
            try await tombstones.tombstones(in: store).erasing.contains(user)
        {
            return false
        }
        return try await store.ask(SelectedPage(selection, limit: 1)).last != nil
    }

    /// Who has behaved, by the index on user and time.
    public func users(
        after user: UserID?, limit: Int
    ) async throws(RepositoryError) -> [UserID] {
        let erasing = try await tombstones.tombstones(in: store).erasing
        // More names than the limit, so that the page is full without those users.
        let names = try await store.ask(
            DistinctNames(.user, after: user?.text, limit: limit + erasing.count), as: .background)
        return Array(
            names.map(UserID.init(unchecked:)).filter { !erasing.contains($0) }.prefix(limit))
    }

    /// What somebody has behaved towards, by the index on item and time.
    public func items(
        after item: ItemID?, limit: Int
    ) async throws(RepositoryError) -> [ItemID] {
        try await store.ask(DistinctNames(.item, after: item?.text, limit: limit), as: .background)
            .map(ItemID.init(unchecked:))
    }

    /// Takes them out in transactions of `removalBatch`.
    public func remove(
        _ selection: BehaviorSelection, atMost limit: Int
    ) async throws(RepositoryError) -> RemovalCount {
        var kinds: Set<BehaviorKind> = []
        var count = 0
        while true {
            let batch = min(Self.removalBatch, limit - count)
            guard batch > 0 else {
                return RemovalCount(behaviors: count, kinds: kinds.count, isWhole: false)
            }
            let step = try await store.ask(
                Transact(RemoveBehaviors(selection: selection, limit: batch)),
                as: .background)
            guard case .done = step.outcome else { throw .trimmedKind }
            count += step.removed.count + step.malformed
            kinds.formUnion(step.removed.map(BehaviorKind.init))
            if step.isEnd { return RemovalCount(behaviors: count, kinds: kinds.count) }
        }
    }

    /// Replaces user by user, each in a transaction, and leaves out who is forgotten.
    public func replace(_ behaviors: [Behavior]) async throws(RepositoryError) -> AppendCount {
        var count = AppendCount()
        let users = Dictionary(grouping: BehaviorKind.last(of: behaviors), by: \.user)
        for user in users.keys.sorted() {
            try await replace(users[user] ?? [], of: user, &count)
        }
        return count
    }

    private func replace(
        _ behaviors: [Behavior], of user: UserID, _ count: inout AppendCount
    ) async throws(RepositoryError) {
        var rest = behaviors[...]
        var refusals = 0
        while !rest.isEmpty {
            let known = try await tombstones.tombstones(in: store, fresh: refusals > 0)
            guard !known.contain(user) else {
                count.forgotten += rest.count
                return
            }
            let step: ReplaceBehaviors.Output
            do throws(StoreError) {
                step = try await store.perform(
                    Transact(
                        ReplaceBehaviors(
                            user: user, behaviors: Array(rest.prefix(Self.replacementBatch)),
                            limit: Self.removalBatch, fence: known.fence)))
            } catch {
                refusals += 1
                guard error.isRefusedByValidator, refusals < Self.attemptsMax else {
                    throw RepositoryError(error)
                }
                continue
            }
            guard case .done = step.outcome else { throw .trimmedKind }
            count.inserted += step.count.inserted
            count.repeated += step.count.repeated
            if !step.isUnfinished { rest = rest.dropFirst(Self.replacementBatch) }
        }
    }
}

extension RepositoryError {
    /// A part of what is to be taken back is no longer in the log.
    static var trimmedKind: RepositoryError {
        RepositoryError(
            .trimmed,
            "a part of this user's log is no longer kept, so single actions cannot be taken back: "
                + "take back everything towards the item, or the whole user")
    }
}
