public import CoreMetrics
public import Interest
public import Recommending
internal import Synchronization
public import Work

/// Loads what training has saved into the models that serve.
public final class ServingModelLoader: ModelLoader {
    private let serving: ServingModels
    private let repository: any ModelRepository
    private let feed: LogFollower?
    private let settings: (any SettingsRepository)?
    private let trainings: (any TrainingRepository)?
    private let isAlive: @Sendable (ProcessOwner) -> Bool?
    private let now: @Sendable () -> Timestamp
    private let meter: ModelMeter
    /// Whether the last look brought something new.
    private let hasSwapped = Mutex(false)

    /// - Parameters:
    ///   - serving: the models that serve.
    ///   - repository: where they are kept.
    ///   - feed: what they go on learning from.
    ///   - settings: where the law stands by which profiles are read.
    ///   - trainings: where it stands how the last trainings went.
    ///   - isAlive: whether the process of a training runs; nil where that cannot be seen.
    ///   - metrics: where all this is shown.
    public init(
        _ serving: ServingModels, from repository: any ModelRepository, feed: LogFollower? = nil,
        settings: (any SettingsRepository)? = nil,
        trainings: (any TrainingRepository)? = nil,
        isAlive: @escaping @Sendable (ProcessOwner) -> Bool? = { _ in nil },
        now: @escaping @Sendable () -> Timestamp = ServiceDependencies.systemClock,
        metrics: any MetricsFactory = MetricsSystem.factory
    ) {
        self.serving = serving
        self.repository = repository
        self.feed = feed
        self.settings = settings
        self.trainings = trainings
        self.isAlive = isAlive
        self.now = now
        meter = ModelMeter(metrics: metrics)
    }

    /// Fetches what is newer, and lets what serves take in what has come into the log.
    public func refresh() async throws -> ModelNews {
        let isSwapped = try await serving.refresh(from: repository)
        giveBack(isSwapped)
        meter.show(serving)
        if let trainings {
            meter.show(try await trainings.all(), now: now(), isAlive: isAlive)
        }
        var refusals = serving.refusals.map { refusal in
            "version \(refusal.summary.version) of the model \(refusal.summary.recommender) "
                + "cannot serve: \(refusal.error)"
        }
        if let feed { refusals += try await look(feed) }
        if let law = try await settings?.settings().law {
            let models = serving.contents.models.values
            refusals += models.compactMap { $0.remark(servingBy: law) }.sorted()
        }
        return ModelNews(isSwapped: isSwapped, refusals: refusals)
    }

    /// On this server at once; nothing where models do not learn.
    public func forget(_ user: UserID) async throws { try await feed?.forget(user) }

    /// Gives back to the system what a model took that has been replaced: at the look after, when
    /// nobody has it in use any more. By itself the allocator keeps much of it.
    private func giveBack(_ isSwapped: Bool) {
        let hasSwapped = hasSwapped.withLock { hasSwapped in
            defer { hasSwapped = isSwapped }
            return hasSwapped
        }
        if hasSwapped { FreedRoom.giveBack() }
    }

    /// The troubles of a look at what came in. That models cannot learn keeps nobody from serving
    /// them; a store that does not answer is reported by those who ask it.
    private func look(_ feed: LogFollower) async throws(RepositoryError) -> [String] {
        do {
            return [try await feed.look()].compactMap(\.self)
        } catch {
            guard error.code != .unavailable, error.code != .busy else { throw error }
            return ["trends stand still, because what comes in cannot be followed: \(error)"]
        }
    }
}
