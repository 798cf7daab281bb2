public import Interest
package import Mongo

/// The catalogue in MongoDB: the collection `items`.
public struct MongoItemRepository: ItemRepository {
    /// How many items a scan holds at a time.
    package static let scanBatch = 2000

    private let store: Store

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
        guard !ids.isEmpty else { return [:] }
        let filter = BSON { document in
            document.document("_id") { condition in
                condition.array("$in") { list in
                    for id in ids { list.append(id.text) }
                }
            }
        }
        let found = try await store.ask(Find<ItemDocument>(Schema.items, filter: filter)).map(
            \.item)
        return Dictionary(found.map { ($0.id, $0) }) { first, _ in first }
    }

    /// The whole catalogue by pages of `_id`.
    public func scan(_ take: @Sendable ([Item]) async throws -> Bool) async throws {
        try await store.scan(Schema.items, batch: Self.scanBatch, id: \.item.id.text) {
            (page: [ItemDocument]) in try await take(page.map(\.item))
        }
    }

    /// How many items there are.
    public func count() async throws(RepositoryError) -> Int {
        try await store.ask(EstimatedCount(Schema.items))
    }
}

/// The users' attributes in MongoDB: the collection `profiles`.
public struct MongoProfileRepository: ProfileRepository {
    private let store: Store
    private let tombstones: RecentTombstones

    package init(store: Store) { self.init(store: store, tombstones: RecentTombstones()) }

    init(store: Store, tombstones: RecentTombstones) {
        self.store = store
        self.tombstones = tombstones
    }

    /// Adds or replaces profiles, and leaves out who is forgotten.
    @discardableResult
    public func put(_ profiles: [Profile]) async throws(RepositoryError) -> Int {
        for attempt in 0..<MongoBehaviorRepository.attemptsMax {
            let known = try await tombstones.tombstones(in: store, fresh: attempt > 0)
            let admitted = profiles.filter { !known.contain($0.id) }
            guard !admitted.isEmpty else { return profiles.count }
            let replacements = admitted.map { profile in
                (
                    filter: BSON { $0.append("_id", profile.id.text) },
                    replacement: ProfileDocument(profile, fence: known.fence).bson
                )
            }
            do throws(StoreError) {
                _ = try await store.perform(
                    BulkReplace(Schema.profiles, replacements, upsert: true))
                return profiles.count - admitted.count
            } catch {
                guard error.isRefusedByValidator else { throw RepositoryError(error) }
            }
        }
        throw RepositoryError(
            .busy, "people are being erased all the time: send the same again later")
    }

    /// The profile of a user.
    public func profile(of user: UserID) async throws(RepositoryError) -> Profile? {
        let filter = BSON { $0.append("_id", user.text) }
        let find = Find<ProfileDocument>(
            Schema.profiles, filter: filter, options: FindOptions(limit: 1))
        return try await store.ask(find).first?.profile
    }

    /// All profiles by pages of `_id`.
    public func scan(_ take: @Sendable ([Profile]) async throws -> Bool) async throws {
        let batch = MongoItemRepository.scanBatch
        try await store.scan(Schema.profiles, batch: batch, id: \.profile.id.text) {
            (page: [ProfileDocument]) in try await take(page.map(\.profile))
        }
    }

    /// Takes a profile away.
    public func remove(_ user: UserID) async throws(RepositoryError) -> Bool {
        let filter = BSON { $0.append("_id", user.text) }
        return try await store.ask(DeleteMany(Schema.profiles, filter: filter)) > 0
    }

    /// How many profiles there are.
    public func count() async throws(RepositoryError) -> Int {
        try await store.ask(EstimatedCount(Schema.profiles))
    }
}

extension Store {
    /// All documents of a collection by pages of `_id`, each a find of its own.
    fileprivate func scan<Document: BSONDecodable>(
        _ collection: String, batch: Int, id: (Document) -> String,
        _ take: ([Document]) async throws -> Bool
    ) async throws {
        var last: String?
        while true {
            let filter = BSON { document in
                guard let last else { return }
                document.document("_id") { $0.append("$gt", last) }
            }
            let options = FindOptions(sort: Schema.ascending("_id"), limit: batch)
            let page = try await ask(
                Find<Document>(collection, filter: filter, options: options))
            guard let end = page.last else { return }
            last = id(end)
            guard try await take(page) else { return }
        }
    }
}
