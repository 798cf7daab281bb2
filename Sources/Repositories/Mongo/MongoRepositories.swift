public import Interest
package import Mongo

/// Every repository of one database.
///
///     let repositories = MongoRepositories(store: store)
///     try await repositories.prepare()
public struct MongoRepositories: Sendable {
    /// The log.
    public let behaviors: MongoBehaviorRepository
    /// The weight documents.
    public let weights: MongoWeightRepository
    /// The catalogue.
    public let items: MongoItemRepository
    /// The users' attributes.
    public let profiles: MongoProfileRepository
    /// What training made.
    public let models: MongoModelRepository
    /// What all servers agree on.
    public let settings: MongoSettingsRepository
    /// By which parameters models are trained.
    public let trainingDefaults: MongoTrainingDefaultsRepository
    /// The journal of imports.
    public let imports: MongoImportRepository
    /// How the last trainings went.
    public let trainings: MongoTrainingRepository
    /// Who is to be erased, and who was.
    public let erasures: MongoErasureRepository
    /// The history of jobs.
    public let jobs: MongoJobRepository
    /// The servers of this store.
    public let servers: MongoServerRepository
    /// What operators did.
    public let audit: MongoAuditRepository
    /// What stands there, for operators.
    public let inspector: MongoStoreInspector
    /// Who may use the service.
    public let keys: MongoKeyRepository
    package let store: Store

    /// - Parameters:
    ///   - reads: how reads of weights wait, travel, and save back.
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
            store: store, settings: settings, limits: reads, now: now)
        items = MongoItemRepository(store: store)
        profiles = MongoProfileRepository(store: store, tombstones: tombstones)
        models = MongoModelRepository(store: store)
        imports = MongoImportRepository(store: store)
        trainings = MongoTrainingRepository(store: store)
        jobs = MongoJobRepository(store: store)
        servers = MongoServerRepository(store: store)
        audit = MongoAuditRepository(store: store)
        inspector = MongoStoreInspector(store: store, behaviors: behaviors, weights: weights)
        keys = MongoKeyRepository(store: store)
    }

    /// Makes sure that the server can do transactions, that the store has the format of this
    /// version, and that every index is there, and the collection that folds write to, whose making
    /// in mid-transaction would be refused to whoever is second. Cheap where they are. Throws a
    /// sentence that says what to do where it is not.
    public func prepare() async throws(RepositoryError) {
        let hello = try await store.ask(Hello())
        guard hello.setName != nil else {
            throw RepositoryError(
                .refused,
                "the server is not part of a replica set, which transactions need: start mongod "
                    + "with --replSet and run rs.initiate() in mongosh (one member is enough)")
        }
        try await requireWhole()
        try await StoreFormat.current.open(store)
        try await makeIndexes()
    }

    /// Throws a sentence where a newer version of Ebb wrote the store. Writes nothing.
    package func requireFormat() async throws(RepositoryError) {
        try await StoreFormat.current.require(in: store)
    }

    /// Makes the indexes, and the collection that folds write to.
    package func makeIndexes() async throws(RepositoryError) {
        for (collection, group) in Dictionary(grouping: Schema.indexes, by: \.collection) {
            try await store.ask(CreateIndexes(collection, group.map(\.index)))
        }
        try await store.ask(CreateCollection(Schema.weights))
    }

    /// Lets profiles be folded by `settings` from what is left of the log, where a part of it is
    /// no longer kept: what is gone is lost to them.
    public func allowTrimmed(by settings: Settings) async throws(RepositoryError) {
        let fingerprint = try FoldingSettings(settings).fingerprint
        try await store.ask(TrimmedConsent.Give(fingerprint: fingerprint))
    }

    /// The indexes that are missing, as `collection.index`: none after `prepare()`.
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
