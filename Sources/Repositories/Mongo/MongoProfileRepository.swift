public import Interest
package import Mongo

/// The profiles of users in MongoDB: the collection `profiles`.
public struct MongoProfileRepository: ProfileDirectory {
    private let store: Store
    private let tombstones: RecentTombstones

    package init(store: Store) { self.init(store: store, tombstones: RecentTombstones()) }

    init(store: Store, tombstones: RecentTombstones) {
        self.store = store
        self.tombstones = tombstones
    }

    /// Adds or replaces profiles, and skips users who were erased.
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
            .busy, "many users are being erased: send the same request again later")
    }

    /// The profile of a user.
    public func profile(of user: UserID) async throws(RepositoryError) -> Profile? {
        let filter = BSON { $0.append("_id", user.text) }
        let find = Find<ProfileDocument>(
            Schema.profiles, filter: filter, options: FindOptions(limit: 1))
        return try await store.ask(find).first?.profile
    }

    /// All profiles, in pages by `_id`.
    public func scan(_ take: @Sendable ([Profile]) async throws -> Bool) async throws {
        let batch = MongoItemRepository.scanBatch
        try await store.scan(Schema.profiles, batch: batch, id: \.profile.id.text) {
            (page: [ProfileDocument]) in try await take(page.map(\.profile))
        }
    }

    /// The profiles of several users.
    public func profiles(
        of users: [UserID]
    ) async throws(RepositoryError) -> [UserID: Profile] {
        guard !users.isEmpty else { return [:] }
        let filter = BSON { $0.append("_id", oneOf: users) }
        let found: [ProfileDocument] = try await store.sift(Schema.profiles, filter: filter)
        return Dictionary(found.map { ($0.profile.id, $0.profile) }) { first, _ in first }
    }

    /// The next profiles, by `_id`.
    public func page(
        after user: UserID?, limit: Int
    ) async throws(RepositoryError) -> [Profile] {
        let page: [ProfileDocument] = try await store.page(
            Schema.profiles, after: user?.text, limit: limit, id: \.profile.id.text)
        return page.map(\.profile)
    }

    /// Updates a profile in its own transaction.
    public func update(
        _ user: UserID, _ change: @escaping @Sendable (inout Profile) -> Void
    ) async throws(RepositoryError) -> Bool {
        try await store.ask(
            Transact(
                Edit<ProfileDocument>(Schema.profiles, id: user.text) { document in
                    var profile = document.profile
                    change(&profile)
                    return ProfileDocument(profile, fence: document.fence).bson
                }))
    }

    /// Deletes a profile.
    public func remove(_ user: UserID) async throws(RepositoryError) -> Bool {
        let filter = BSON { $0.append("_id", user.text) }
        return try await store.ask(DeleteMany(Schema.profiles, filter: filter)) > 0
    }

    /// The number of profiles.
    public func count() async throws(RepositoryError) -> Int {
        try await store.ask(EstimatedCount(Schema.profiles))
    }
}
