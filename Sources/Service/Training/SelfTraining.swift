internal import CoreMetrics
internal import Foundation
internal import HTTPTypes
public import Interest
public import Logging
public import Metering
internal import Recommending
public import ServiceLifecycle
internal import Synchronization
internal import Work

/// Trains and tunes when it is worth it, so that a store stays current without an operator.
///
/// What it starts are jobs like those that an operator starts. One of a kind runs at a time on all
/// servers together, which makes the running job's record the lease: a server that is killed in the
/// middle leaves a record of a dead process, and the next server that looks takes over.
public final class SelfTraining: ServiceLifecycle.Service {
    /// How it stands, for people.
    struct Standing: Sendable {
        var sentence = "has not looked yet"
        var time: Timestamp?
        /// New behaviors since the last training.
        var new = 0
        var load = 0.0
    }

    let policy: TrainingPolicy
    private let desk: JobRunner
    private let behaviors: any BehaviorRepository
    private let models: any ModelRepository
    private let load: ServerLoad
    private let metrics: any MetricsFactory
    private let now: @Sendable () -> Timestamp
    private let logger: Logger
    private let pause: @Sendable (Duration) async throws -> Void
    private let state = Mutex(Standing())

    /// - Parameters:
    ///   - desk: where the jobs `train` and `tune` are started.
    ///   - registry: where requests are measured, and this is.
    ///   - pause: waits; tests have a clock of their own.
    public init(
        _ policy: TrainingPolicy, desk: JobRunner, behaviors: any BehaviorRepository,
        models: any ModelRepository, registry: Registry,
        now: @escaping @Sendable () -> Timestamp = ServiceDependencies.systemClock,
        logger: Logger,
        pause: @escaping @Sendable (Duration) async throws -> Void = {
            try await Task.sleep(for: $0)
        }
    ) {
        self.policy = policy
        self.desk = desk
        self.behaviors = behaviors
        self.models = models
        load = ServerLoad(registry)
        metrics = registry
        self.now = now
        self.logger = logger
        self.pause = pause
    }

    /// How it stood at the last look.
    var standing: Standing { state.withLock { $0 } }

    /// Looks again and again until the server stops.
    public func run() async throws {
        await cancelWhenGracefulShutdown { [self] in
            while !Task.isCancelled {
                await look()
                do { try await pause(policy.lookInterval) } catch { return }
            }
        }
    }

    /// Looks once, and starts what is due.
    func look() async {
        do {
            let (decision, situation) = try await decide()
            note(decision.sentence, situation)
            try await act(on: decision, situation)
        } catch is CancellationError {
            return
        } catch let failure as Failure where failure.status == .conflict {
            note(failure.message, nil)
        } catch {
            note("cannot look: \(error)", nil)
        }
    }

    private func note(_ sentence: String, _ situation: TrainingSituation?) {
        let before = state.withLock { state in
            defer {
                state.sentence = sentence
                state.time = now()
                if let situation {
                    state.new = max(0, situation.behaviors - (situation.trained?.behaviors ?? 0))
                    state.load = situation.load
                }
            }
            return state.sentence
        }
        if before != sentence { logger.debug("training: \(sentence)") }
        let standing = standing
        Gauge(label: "ebb_training_new_behaviors", factory: metrics).record(standing.new)
        Gauge(label: "ebb_server_load_requests", factory: metrics).record(standing.load)
    }

    private func decide() async throws -> (TrainingDecision, TrainingSituation) {
        let now = now()
        let trainings = try await desk.newest(Self.jobsMax, of: Self.train)
        let tunings =
            policy.tuning == .off ? [] : try await desk.newest(Self.jobsMax, of: Self.tune)
        var situation = TrainingSituation(
            now: now, behaviors: try await behaviors.count().behaviors, load: load.look(at: now))
        situation.trained = trained(try await models.summaries(), trainings)
        situation.lastTraining = Self.last(trainings)
        situation.lastTuning = Self.last(tunings)
        if let running = (trainings + tunings).first(where: { $0.state == .running }) {
            let sentence = "\(running.id) runs on \(running.owner.host) since \(running.started)"
            return (.rest(sentence), situation)
        }
        return (policy.decide(situation), situation)
    }

    private func act(on decision: TrainingDecision, _ situation: TrainingSituation) async throws {
        switch decision {
        case .wait, .rest: return
        case .train(let reason):
            let names = Set(Recommenders.served)
                .union(try await models.summaries().map(\.recommender))
                .intersection(Recommenders.names)
            try await start(
                Self.train,
                [("judge", "true")] + names.sorted().map { ("recommender", $0) }, reason)
        case .tune(let reason):
            let seconds = policy.tuningBudget.milliseconds / 1000
            try await start(
                Self.tune,
                [("budget", "\(max(1, seconds))s")]
                    + (policy.tuning == .apply ? [("apply", "true")] : []), reason)
        }
    }

    private func start(
        _ kind: String, _ parameters: [(String, String)], _ reason: String
    ) async throws {
        guard let definition = desk.definitions.first(where: { $0.kind == kind }) else { return }
        let job = try await desk.start(
            definition, parameters.map { .init(name: $0.0, value: $0.1) }, id: desk.newID(kind),
            file: nil, by: JobRecord.bySelf, because: reason)
        Counter(
            label: "ebb_self_started_jobs_total", dimensions: [("kind", kind)], factory: metrics
        )
        .increment()
        logger.notice("\(job.id) was started by itself: \(reason)")
    }
}

extension SelfTraining {
    private static let train = "train"
    private static let tune = "tune"
    /// How many jobs of a kind are looked at.
    private static let jobsMax = 10

    /// What a job of the kind `train` answers.
    private struct Answer: Decodable {
        struct Model: Decodable {
            let recommender: String
            let behaviors: Int
        }
        let models: [Model]
    }

    /// The oldest training among the recommenders that serve. A model that was kept because its
    /// successor was worse counts as trained then: the same log would say the same again.
    private func trained(
        _ summaries: [ModelSummary], _ jobs: [JobRecord]
    ) -> (behaviors: Int, time: Timestamp)? {
        var newest = Dictionary(
            uniqueKeysWithValues: summaries.map {
                ($0.recommender, (behaviors: $0.behaviors, time: $0.time))
            })
        if let job = jobs.first(where: { $0.state == .done }),
            let answer = job.result.flatMap({
                try? JSONDecoder().decode(Answer.self, from: Data($0.utf8))
            })
        {
            for model in answer.models
            where newest[model.recommender].map({ $0.time < job.started }) ?? false {
                newest[model.recommender] = (model.behaviors, job.started)
            }
        }
        let served = Recommenders.served.compactMap { newest[$0] }
        guard served.count == Recommenders.served.count else { return nil }
        return served.min { $0.time < $1.time }
    }

    /// The last one that ended, by anyone, and how many in a row have failed.
    private static func last(_ jobs: [JobRecord]) -> TrainingSituation.Run? {
        let ended = jobs.filter { $0.state != .running }
        guard let last = ended.first else { return nil }
        let time = last.finished ?? last.updated
        return TrainingSituation.Run(
            ended: time,
            took: Interval(milliseconds: max(0, time.milliseconds - last.started.milliseconds)),
            failures: ended.prefix { $0.state == .failed || $0.state == .dead }.count)
    }
}
