public import Interest
internal import Synchronization

/// Trains recommenders on the log: one pass over it feeds them all.
///
/// The log is read by the task that calls; the arithmetic leaves the cooperative pool for a queue
/// of its own, so a server that trains goes on answering. A training that fails, or whose task is
/// cancelled, returns nothing, and what serves goes on serving.
///
///     let models = try await Trainer().train(
///         Recommenders.names, from: log, settings: settings, now: now)
///     for model in models { _ = try await repository.save(model) }
public struct Trainer: Sendable {
    /// By what each recommender is trained.
    public var parameters: TrainingParameters
    /// The most items of a catalog that are read.
    public static let catalogMax = 5_000_000

    /// The most bytes of a model that is saved: what a server reads back.
    public var payloadMax = 1 << 30

    /// How many threads may be used; nil: one a core.
    public var workers: Int?

    /// Takes the parameters.
    public init(parameters: TrainingParameters = .init(), workers: Int? = nil) {
        self.parameters = parameters
        self.workers = workers
    }

    /// Trains the recommenders called `names` on the log up to `now`, ready to be saved.
    ///
    /// - Parameters:
    ///   - names: the recommenders, in the order in which they are trained.
    ///   - repository: the log.
    ///   - catalog: the items; read if one of the recommenders needs them.
    ///   - embeddings: the vectors of items; read if one of the recommenders needs them.
    ///   - settings: the law and the gains.
    ///   - salt: that of the store, by which models that learn while they serve hash its users.
    ///   - now: the log is read up to this moment.
    ///   - progress: is called with each step.
    /// - Throws: `ModelError` where the log teaches nothing, a name is unknown or a parameter out
    ///   of range; `CancellationError`; what the repository throws.
    public func train(
        _ names: [String], from repository: some BehaviorRepository,
        catalog: (any ItemRepository)? = nil, embeddings: (any EmbeddingRepository)? = nil,
        settings: Settings, salt: UserSalt = .none, now: Timestamp,
        progress: @escaping @Sendable (TrainingProgress) -> Void = { _ in }
    ) async throws -> [TrainedModel] {
        let recommenders = try recommenders(names)
        let control = TrainingControl(workers: workers, report: progress)
        let log = try await read(
            repository, catalog, embeddings, for: recommenders, by: settings, salt, until: now,
            control)
        var models: [TrainedModel] = []
        for recommender in recommenders {
            models.append(try await train(recommender, on: log, now: now, control))
        }
        return models
    }

    /// The same, saving each model as soon as it is there and writing down how it goes: what was
    /// saved before one fails stays.
    ///
    /// - Parameters:
    ///   - names: the recommenders, in the order in which they are trained.
    ///   - repository: the log.
    ///   - catalog: the items; read if one of the recommenders needs them.
    ///   - embeddings: the vectors of items; read if one of the recommenders needs them.
    ///   - settings: the law and the gains.
    ///   - salt: that of the store, by which models that learn while they serve hash its users.
    ///   - now: the log is read up to this moment.
    ///   - models: where each model is saved.
    ///   - journal: where each training's state is written.
    ///   - judges: whether a model that is worse than the one that serves is not saved.
    ///   - progress: is called with each step.
    ///   - kept: is called with each model that goes on serving because the next one is worse,
    ///     and how many behaviors the training read.
    ///   - saved: is called with each model and its version, once it is saved.
    public func train(
        _ names: [String], from repository: some BehaviorRepository,
        catalog: (any ItemRepository)? = nil, embeddings: (any EmbeddingRepository)? = nil,
        settings: Settings, salt: UserSalt = .none, now: Timestamp,
        into models: some ModelRepository, journal: TrainingJournal, judges: Bool = false,
        progress: @escaping @Sendable (TrainingProgress) -> Void = { _ in },
        kept: (ModelSummary, ModelTrial, _ behaviors: Int) -> Void = { _, _, _ in },
        saved: (TrainedModel, Int) -> Void
    ) async throws {
        let recommenders = try recommenders(names)
        let control = TrainingControl(workers: workers, report: progress)
        try await journal.keep(names) {
            let log = try await read(
                repository, catalog, embeddings, for: recommenders, by: settings, salt, until: now,
                control)
            for (number, recommender) in recommenders.enumerated() {
                // Reading the log is part of the first one's time.
                if number > 0 { try await journal.begin(recommender.name) }
                var trial: ModelTrial?
                if judges, let old = try await models.newest(recommender.name) {
                    trial = try await self.trial(recommender, old, models, log, control)
                    if let trial, trial.isWorse {
                        try await journal.keep(recommender.name, old, trial)
                        kept(old, trial, log.count)
                        continue
                    }
                }
                var model = try await train(recommender, on: log, now: now, control)
                model.parameters["trial"] = trial?.description
                try check(model)
                let version = try await models.save(model)
                try await journal.finish(recommender.name, version: version)
                saved(model, version)
            }
        }
    }

    /// Throws for a model that could be saved and never be read back.
    private func check(_ model: TrainedModel) throws(ModelError) {
        let size = model.payload.count
        guard size <= payloadMax else {
            throw ModelError(
                .tooLarge,
                "the model \(model.recommender) has \(size >> 20) MB, and a server loads at most "
                    + "\(payloadMax >> 20) MB: the version from before goes on serving; train on "
                    + "fewer items")
        }
    }

    private func trial(
        _ recommender: any Recommender.Type, _ old: ModelSummary, _ models: some ModelRepository,
        _ log: TrainingLog, _ control: TrainingControl
    ) async throws -> ModelTrial? {
        let payload = try await models.payload(of: old)
        return try await control.leavingPool { [parameters] in
            // What cannot be read cannot serve either, and any other model is better.
            guard let served = try? recommender.init(decoding: payload) else { return nil }
            return try ModelTrial(
                of: recommender, against: served, trainedUntil: old.trainedUntil.milliseconds,
                on: log, by: parameters, control: control)
        }
    }

    private func recommenders(_ names: [String]) throws(ModelError) -> [any Recommender.Type] {
        var recommenders: [any Recommender.Type] = []
        for name in names { recommenders.append(try Recommenders.recommender(name)) }
        return recommenders
    }

    private func train(
        _ recommender: any Recommender.Type, on log: TrainingLog, now: Timestamp,
        _ control: TrainingControl
    ) async throws -> TrainedModel {
        try await control.leavingPool { [parameters] in
            // What reads vectors also recommends items that nobody met.
            let log =
                recommender.readsVectors(parameters) ? log.includingVectors() : log
            let model = try recommender.train(on: log, by: parameters, control: control)
            var described = recommender.describe(parameters).merging(model.findings) { $1 }
            if recommender.readsProfiles {
                described[ShelvedModel.lawKey] = LawText(log.law).description
            }
            return TrainedModel(
                recommender: recommender.name, time: now, trainedUntil: now,
                behaviors: log.count, parameters: described, payload: model.encode())
        }
    }

    /// The log, and the catalog where it is wanted.
    private func read(
        _ repository: some BehaviorRepository, _ catalog: (any ItemRepository)?,
        _ embeddings: (any EmbeddingRepository)?,
        for recommenders: [any Recommender.Type], by settings: Settings, _ salt: UserSalt,
        until time: Timestamp, _ control: TrainingControl
    ) async throws -> TrainingLog {
        var log = try await read(
            repository, TrainingLogBuilder(gains: settings.gains, salt: salt), until: time,
            control)
        log.law = settings.law
        let wantsVectors = recommenders.contains { $0.readsVectors(parameters) }
        if let catalog, wantsVectors || recommenders.contains(where: { $0.readsCatalog }) {
            log.catalog = try await read(catalog, control)
        }
        if wantsVectors, let embeddings {
            control.report("reading the vectors", 0, of: nil)
            log.vectors = try await ItemVectors(of: log.catalog, from: embeddings)
        }
        guard log.count > 0 else { throw ModelError.emptyLog }
        return log
    }

    private func read(
        _ catalog: any ItemRepository, _ control: TrainingControl
    ) async throws -> [Item] {
        let total = try await catalog.count()
        let items = Mutex<[Item]>([])
        try await catalog.scan { batch in
            try Task.checkCancellation()
            let count = items.withLock { items in
                items += batch
                return items.count
            }
            guard count <= Self.catalogMax else {
                throw ModelError(
                    .tooLarge,
                    "training reads at most \(Self.catalogMax) items of a catalog, and this one "
                        + "has \(total)")
            }
            control.report("reading the catalog", count, of: total)
            return true
        }
        return items.withLock { $0 }
    }

    private func read(
        _ repository: some BehaviorRepository, _ builder: TrainingLogBuilder,
        until time: Timestamp, _ control: TrainingControl
    ) async throws -> TrainingLog {
        let total = try await repository.count().behaviors
        let intake = Intake(builder)
        try await repository.scan(until: time) { batch in
            try Task.checkCancellation()
            let (before, after) = try intake.take(batch)
            let step = max(1, total / 100)
            if before / step != after / step {
                control.report("reading the log", after, of: total)
            }
            return true
        }
        return intake.finish()
    }
}

/// The builder behind a lock, because a scan hands its batches to a closure that may run anywhere.
private final class Intake: Sendable {
    private let builder: Mutex<TrainingLogBuilder>

    init(_ builder: TrainingLogBuilder) { self.builder = Mutex(builder) }

    func take(_ batch: [Behavior]) throws -> (before: Int, after: Int) {
        try builder.withLock { builder in
            let before = builder.count
            try builder.append(batch)
            return (before, builder.count)
        }
    }

    func finish() -> TrainingLog { builder.withLock { $0.finish() } }
}
