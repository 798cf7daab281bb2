public import Interest
package import Mongo
internal import Trace
internal import Work

/// Weight documents in MongoDB, folded lazily: read, fold what is pending, save back, answer.
public struct MongoWeightRepository: WeightRepository {
    let store: Store
    let settings: MongoSettingsRepository
    let meters: FoldMeters
    let now: @Sendable () -> Timestamp
    private let tombstones: RecentTombstones
    private let workers: ReadWorkers

    /// - Parameter now: the clock; behaviors dated later are not folded yet.
    package init(
        store: Store, settings: MongoSettingsRepository, limits: ReadLimits = ReadLimits(),
        now: @escaping @Sendable () -> Timestamp = SystemClock.now
    ) {
        self.init(
            store: store, settings: settings, limits: limits, tombstones: RecentTombstones(),
            now: now)
    }

    init(
        store: Store, settings: MongoSettingsRepository, limits: ReadLimits,
        tombstones: RecentTombstones, now: @escaping @Sendable () -> Timestamp
    ) {
        self.tombstones = tombstones
        self.store = store
        self.settings = settings
        self.now = now
        meters = FoldMeters(store.metrics)
        workers = ReadWorkers(store: store, limits: limits, now: now)
    }

    /// Reads together with other readers; folds in a transaction only where something is pending.
    public func weights(of user: UserID) async throws(RepositoryError) -> FoldedWeights {
        try await Trace.span("ebb.read") { _ throws(RepositoryError) in
            let settings = try await settings.folding()
            if let nothing = try await erased(user, settings) { return nothing }
            let current = try await workers.weights(of: user, by: settings)
            return FoldedWeights(
                weights: current.weights, settings: settings.settings, ahead: current.ahead)
        }
    }

    /// Folds the log up to `time` again; refused as trimmed where not all of it is there.
    public func weights(
        of user: UserID, asOf time: Timestamp
    ) async throws(RepositoryError) -> FoldedWeights {
        let settings = try await settings.folding()
        if let nothing = try await erased(user, settings) { return nothing }
        let past = try await store.ask(
            Transact(ReadPast(user: user, until: time, settings: settings)), as: .background)
        guard past.missing == 0 else { throw .trimmedPast }
        return FoldedWeights(weights: past.weights, settings: settings.settings)
    }

    /// What a user has of whom a part is still to be erased: nothing. Nil for everybody else.
    private func erased(
        _ user: UserID, _ settings: FoldingSettings
    ) async throws(RepositoryError) -> FoldedWeights? {
        guard try await tombstones.tombstones(in: store).erasing.contains(user) else { return nil }
        let document = WeightDocument(stranger: user, fingerprint: settings.fingerprint)
        return FoldedWeights(weights: document.weights, settings: settings.settings)
    }

    /// Users whose document was folded by other settings.
    public func outdated(
        after user: UserID?, limit: Int
    ) async throws(RepositoryError) -> [UserID] {
        let filter = Self.outdated(by: try await settings.folding().fingerprint, after: user)
        return try await find(filter, limit: limit)
    }

    /// Walks the collection.
    public func outdatedCount() async throws(RepositoryError) -> Int {
        let filter = Self.outdated(by: try await settings.folding().fingerprint, after: nil)
        return try await store.ask(Count(Schema.weights, filter: filter), as: .maintenance)
    }

    /// Users who have a document.
    public func users(
        after user: UserID?, limit: Int
    ) async throws(RepositoryError) -> [UserID] {
        try await find(BSON { Self.append(behind: user, to: &$0) }, limit: limit)
    }

    /// Refolds a document in a transaction of its own: another fold of the same user meanwhile
    /// conflicts with it, and one of the two begins again.
    public func refold(_ user: UserID) async throws(RepositoryError) -> Refolding {
        let settings = try await settings.folding()
        return try await store.ask(
            Transact(RefoldUser(user: user, settings: settings)), as: .background)
    }

    /// How many of a user's behaviors are folded in and no longer in the log.
    public func missingCount(of user: UserID) async throws(RepositoryError) -> Int {
        try await store.ask(Transact(MissingCount(user: user)), as: .background)
    }

    private func find(_ filter: BSON, limit: Int) async throws(RepositoryError) -> [UserID] {
        let keys = Schema.ascending("_id")
        let options = FindOptions(sort: keys, projection: keys, limit: limit)
        return try await store.ask(
            Find<WeightKey>(Schema.weights, filter: filter, options: options)
        ).map(\.user)
    }

    private static func outdated(by fingerprint: String, after user: UserID?) -> BSON {
        BSON { document in
            append(behind: user, to: &document)
            document.document("law") { $0.append("$ne", fingerprint) }
        }
    }

    private static func append(behind user: UserID?, to document: inout BSONWriter) {
        document.document("_id") { $0.append(user == nil ? "$gte" : "$gt", user?.text ?? "") }
    }

    /// How many users have a document.
    public func count() async throws(RepositoryError) -> Int {
        try await store.ask(EstimatedCount(Schema.weights))
    }
}

extension RepositoryError {
    /// A past moment of which a part is gone.
    public static var trimmedPast: RepositoryError {
        RepositoryError(
            .trimmed,
            "a part of this user's log is no longer kept, so the past is unknown: "
                + "ask for now or for a time to come")
    }
}

/// Whose document it is.
private struct WeightKey: BSONDecodable {
    let user: UserID

    init(reading document: borrowing BSONReader) throws(StoreError) {
        user = UserID(unchecked: try document.string("_id"))
    }
}
