import Command
import CoreMetrics
import Foundation
import HTTPCalls
import Interest
import Logging
import Metering
import Mongo
import Recommending
import Repositories
import Service

extension Serve {
    /// Opens the store, and answers requests until a signal stops it.
    func answer() async throws {
        // Before there is a store, which asks for its instruments when it is made.
        let registry = Registry(.ebb)
        MetricsSystem.bootstrap(registry)
        // The service watches the signals itself: it has requests to finish.
        try await Session.open(store, flags: given, watchSignals: false, isServing: true) {
            session in
            try await Self.serve(session, registry)
        }
    }

    private static func serve(_ session: Session, _ registry: Registry) async throws {
        let configuration = try await session.serviceConfiguration
        let logger = try session.settings.logger
        let repositories = session.repositories
        let (serving, users) = (ServingModels(), UserSketch())
        let supply = ServingModelLoader(
            serving, from: repositories.models,
            feed: LogFollower(
                serving, from: repositories.behaviors, settings: repositories.settings,
                users: users, erasures: repositories.erasures),
            settings: repositories.settings, trainings: repositories.trainings,
            isAlive: { $0.isAlive })
        for refusal in try await supply.refresh().refusals { logger.warning("\(refusal)") }
        var dependencies = ServiceDependencies(
            behaviors: repositories.behaviors, editor: repositories.behaviors,
            weights: repositories.weights, items: repositories.items,
            profiles: repositories.profiles, settings: repositories.settings,
            keys: repositories.keys, recommendations: Recommendations(serving: serving),
            models: supply,
            admin: try admin(session, supply, logger), registry: registry,
            probe: Probe(limit: .seconds(1)) { try await session.store.perform(Ping()) }.ask)
        dependencies.reranker = try session.settings.reranker(
            repositories, client: CallClient(callsMax: session.settings.rerankerCallsMax))
        dependencies.erasures = repositories.erasures
        dependencies.users = users
        let presence = ServerPresence(
            repositories.servers, owner: .current, version: Ebb.version,
            isAlive: { $0.isAlive }, logger: logger)
        dependencies.presence = presence
        dependencies.quality = LiveQuality(metrics: registry)
        dependencies.training = try selfTraining(session, dependencies, logger)
        let application = try buildApplication(
            dependencies, configuration: configuration, logger: logger
        ) { port in
            Output.news("Ebb serves on \(configuration.scheme)://\(configuration.host):\(port)")
        }
        if serving.contents.models.isEmpty {
            logger.notice(
                "nothing is trained yet: lists are what trends and what is new until a training")
        }
        let followers = try await followers(session, logger)
        try await presence.begin()
        do {
            try await Service.serve(application, configuration: configuration, logger: logger)
        } catch {
            await end(followers)
            await presence.leave()
            throw error
        }
        await end(followers)
        await presence.leave()
    }

    private static func selfTraining(
        _ session: Session, _ dependencies: ServiceDependencies, _ logger: Logger
    ) throws -> SelfTraining? {
        let settings = try TrainingSettings(session.settings)
        guard settings.isOn, let desk = dependencies.admin?.desk else { return nil }
        var policy = TrainingPolicy()
        policy.newShare = settings.newShare
        policy.ageMax = settings.ageMax
        policy.pauseMin = settings.pauseMin
        policy.loadMax = settings.loadMax
        policy.tuning = .init(rawValue: settings.tuning.rawValue) ?? .off
        policy.tuningInterval = settings.tuningInterval
        policy.tuningBudget = settings.tuningBudget
        return SelfTraining(
            policy, desk: desk, behaviors: session.repositories.behaviors,
            models: session.repositories.models, registry: dependencies.registry, logger: logger)
    }

    /// Begins to follow the sources that the flags name.
    private static func followers(
        _ session: Session, _ logger: Logger
    ) async throws -> [Task<Void, Never>] {
        let names = Set(session.settings.list("follow")).sorted()
        for name in names {
            guard try await session.repositories.follows.record(name) != nil else {
                throw Failure("no source \"\(name)\" was added: see ebb follow list")
            }
        }
        return names.map { name in
            let runner = FollowRunner(serving: name, session.repositories) { logger.info("\($0)") }
            return Task { await runner.serve { logger.error("\(name): \($0)") } }
        }
    }

    private static func end(_ followers: [Task<Void, Never>]) async {
        for follower in followers { follower.cancel() }
        for follower in followers { await follower.value }
    }

    private static func admin(
        _ session: Session, _ supply: ServingModelLoader, _ logger: Logger
    ) throws -> AdminDependencies {
        let repositories = session.repositories
        let folder =
            session.settings.text("jobs.folder")
            ?? FileManager.default.temporaryDirectory.appending(path: "ebb-jobs-\(getuid())").path
        let desk = JobRunner(
            repositories.jobs,
            definitions: ServerJobs.all(
                repositories, settings: session.settings,
                workers: Workers(session, limits: try TrainingSettings(session.settings).limits),
                trained: { _ = try await supply.refresh() }),
            folder: folder, owner: .current, isAlive: { $0.isAlive }, logger: logger)
        return AdminDependencies(
            profiles: repositories.profiles, models: repositories.models,
            audit: repositories.audit, inspector: repositories.inspector, desk: desk,
            changeSettings: { try await repositories.change(to: $0, forgetting: $1) })
    }
}
