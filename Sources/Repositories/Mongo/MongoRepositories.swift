public import Interest
package import Mongo

/// All repositories of one database.
///
///     let repositories = MongoRepositories(store: store)
///     try await repositories.prepare()
public struct MongoRepositories: Sendable {
    /// The log.
    public let behaviors: MongoBehaviorRepository
    /// The weight documents.
    public let weights: MongoWeightRepository
    /// The catalog.
    public let items: MongoItemRepository
    /// The profiles of users.
    public let profiles: MongoProfileRepository
    /// The trained models.
    public let models: MongoModelRepository
    /// The settings that all servers share.
    public let settings: MongoSettingsRepository
    /// The default training parameters.
    public let trainingDefaults: MongoTrainingDefaultsRepository
    /// The import journal.
    public let imports: MongoImportRepository
    /// The last trainings.
    public let trainings: MongoTrainingRepository
    /// The erasures of users.
    public let erasures: MongoErasureRepository
    /// The history of jobs.
    public let jobs: MongoJobRepository
    /// The servers of this store.
    public let servers: MongoServerRepository
    /// The audit log.
    public let audit: MongoAuditRepository
    /// The raw contents of the store, for operators.
    public let inspector: MongoStoreInspector
    /// The API keys.
    public let keys: MongoKeyRepository
    /// The sources that are followed.
    package let follows: MongoFollowRepository
    /// The vectors of texts.
    public let embeddings: MongoEmbeddingRepository
    /// What was spent on large models.
    public let spending: MongoSpendingRepository
    package let store: Store

    /// - Parameters:
    ///   - reads: the limits of reads: queues, batches and saving.
    ///   - now: the clock by which behaviors are dated ahead.
    package init(
        store: Store, reads: ReadLimits = ReadLimits(),
        now: @escaping @Sendable () -> Timestamp = SystemClock.now
    ) {
        self.store = store
        let tombstones = RecentTombstones()
        behaviors = MongoBehaviorRepository(store: store, tombstones: tombstones)
        erasures = MongoErasureRepository(store: store, tombstones: tombstones)
        settings = MongoSettingsRepository(store: store)
        trainingDefaults = MongoTrainingDefaultsRepository(store: store)
        weights = MongoWeightRepository(
            store: store, settings: settings, limits: reads, tombstones: tombstones, now: now)
        items = MongoItemRepository(store: store)
        follows = MongoFollowRepository(store: store, tombstones: tombstones)
        profiles = MongoProfileRepository(store: store, tombstones: tombstones)
        models = MongoModelRepository(store: store)
        imports = MongoImportRepository(store: store)
        trainings = MongoTrainingRepository(store: store)
        jobs = MongoJobRepository(store: store)
        servers = MongoServerRepository(store: store)
        audit = MongoAuditRepository(store: store)
        inspector = MongoStoreInspector(store: store, behaviors: behaviors, weights: weights)
        keys = MongoKeyRepository(store: store)
        embeddings = MongoEmbeddingRepository(store: store)
        spending = MongoSpendingRepository(store: store)
    }

    /// Checks that the server supports transactions and that the store has the format of this
    /// version, and creates all missing indexes. Also creates the collection that folds write to:
    /// when two transactions create it at the same time, the second one fails. Cheap when
    /// everything exists. Throws one sentence that says what to do.
    public func prepare() async throws(RepositoryError) {
        let hello = try await store.ask(Hello())
        guard hello.setName != nil else {
            throw RepositoryError(
                .refused,
                "the server is not part of a replica set, which transactions require: start mongod "
                    + "with --replSet and run rs.initiate() in mongosh (one member is enough)")
        }
        try await requireWhole()
        try await StoreFormat.current.open(store)
        try await makeIndexes()
    }

    /// Throws one sentence when a newer version of Ebb wrote the store. Writes nothing.
    package func requireFormat() async throws(RepositoryError) {
        try await StoreFormat.current.require(in: store)
    }

    /// Creates the indexes, and the collection that folds write to.
    package func makeIndexes() async throws(RepositoryError) {
        for (collection, group) in Dictionary(grouping: Schema.indexes, by: \.collection) {
            try await store.ask(CreateIndexes(collection, group.map(\.index)))
        }
        try await store.ask(CreateCollection(Schema.weights))
    }

    /// Allows folding profiles by `settings` from the remaining log when old behaviors have been
    /// deleted: the profiles lose those behaviors.
    public func allowTrimmed(by settings: Settings) async throws(RepositoryError) {
        let fingerprint = try FoldingSettings(settings).fingerprint
        try await store.ask(TrimmedConsent.Give(fingerprint: fingerprint))
    }

    /// The missing indexes, as `collection.index`; empty after `prepare()`.
    public func missingIndexes() async throws(RepositoryError) -> [String] {
        var missing: [String] = []
        for (collection, index) in Schema.indexes {
            let there = try await store.ask(ListIndexes(collection))
            let found = there.contains { document in
                (try? document.read { reader throws(StoreError) in try reader.string("name") })
                    == index.name
            }
            if !found { missing.append("\(collection).\(index.name)") }
        }
        return missing
    }
}
