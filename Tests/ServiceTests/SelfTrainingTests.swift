import CoreMetrics
import Foundation
import Interest
import Logging
import Metering
import Recommending
import Repositories
import Synchronization
import Testing
import Work

@testable import Service

/// Servers that train by themselves, over repositories in memory, with jobs that end when a test
/// says so.
struct SelfTrainingTests {
    private let behaviors = MemoryBehaviorRepository()
    private let models = MemoryModelRepository()
    private let jobs = MemoryJobRepository()

    /// A server: its jobs, and what starts them.
    private struct Server {
        let desk: JobRunner
        let training: SelfTraining
        let registry = Registry(.ebb)
        let begun = Gate()
        let told = Gate()

        init(
            _ tests: SelfTrainingTests, run: String, now: @escaping @Sendable () -> Timestamp,
            isAlive: @escaping @Sendable (ProcessOwner) -> Bool? = { _ in true }
        ) {
            let (begun, told, models) = (begun, told, tests.models)
            let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
            let train = JobDefinition(
                kind: "train", parameters: ["judge", "recommender"], check: { _ in }
            ) { _ in
                begun.open()
                await told.wait()
                for name in Recommenders.served {
                    _ = try await models.save(
                        TrainedModel(
                            recommender: name, time: now(), trainedUntil: now(), behaviors: 3,
                            parameters: [:], payload: []))
                }
                return JobOutcome(result: #"{"models":[]}"#)
            }
            desk = JobRunner(
                tests.jobs, definitions: [train],
                folder: FileManager.default.temporaryDirectory.path,
                owner: ProcessOwner(host: "here", process: 1, run: run), isAlive: isAlive,
                now: now, logger: logger, pause: { _ in throw CancellationError() })
            training = SelfTraining(
                TrainingPolicy(), desk: desk, behaviors: tests.behaviors, models: models,
                registry: registry, now: now, logger: logger,
                pause: { _ in throw CancellationError() })
        }
    }

    private func click(_ count: Int) async throws {
        _ = try await behaviors.append(
            (0..<count).map {
                Behavior(
                    user: UserID(unchecked: "u\($0)"), item: ItemID(unchecked: "i"),
                    action: .click, time: World.now)
            })
    }

    @Test func `the first behaviors start a training, by one of two servers, with a reason`()
        async throws
    {
        let (first, second) = (
            Server(self, run: "1-a", now: { World.now }),
            Server(self, run: "2-b", now: { World.now })
        )
        await first.training.look()
        #expect(first.training.standing.sentence == "the log is empty")
        try await click(3)
        await first.training.look()
        await first.begun.wait()
        await second.training.look()
        let job = try #require(try await jobs.newest(10).first)
        #expect(try await jobs.newest(10).count == 1)
        #expect(job.startedBy == JobRecord.bySelf && job.reason == "nothing is trained yet")
        #expect(job.parameters.first == .init(name: "judge", value: "true"))
        #expect(second.training.standing.sentence.hasPrefix("\(job.id) runs on here"))
        #expect(second.training.standing.new == 3)
        first.told.open()
        await first.desk.stop()
        #expect(try await jobs.job(job.id)?.state == .done)
        await second.training.look()
        #expect(
            second.training.standing.sentence == "0 behaviors are new, and 1 make a training due")
    }

    @Test func `where the owner is killed in the middle, another server takes over`() async throws {
        let clock = Mutex(World.now)
        try await click(3)
        var lost = JobRecord(
            id: "train-lost", kind: "train", startedBy: JobRecord.bySelf,
            owner: ProcessOwner(host: "here", process: 7, run: "7-x"), started: World.now)
        lost.updated = World.now
        #expect(try await jobs.begin(lost))
        let alive = Mutex(true)
        let server = Server(
            self, run: "2-b", now: { clock.withLock { $0 } },
            isAlive: { _ in alive.withLock { $0 } })
        await server.training.look()
        #expect(server.training.standing.sentence.hasPrefix("train-lost runs on here"))
        alive.withLock { $0 = false }
        await server.training.look()
        #expect(try await jobs.job("train-lost")?.state == .dead)
        #expect(server.training.standing.sentence.contains("the next one may begin at"))
        clock.withLock { $0 = $0 + .seconds(120) }
        await server.training.look()
        await server.begun.wait()
        server.told.open()
        await server.desk.stop()
        #expect(try await jobs.newest(10).map(\.state) == [.done, .dead])
    }

    @Test func `a busy server starts nothing`() async throws {
        let clock = Mutex(World.now)
        let server = Server(self, run: "1-a", now: { clock.withLock { $0 } })
        try await click(3)
        Meter(label: "http.server.active_requests", factory: server.registry).set(5)
        await server.training.look()
        #expect(
            server.training.standing.sentence
                == "nothing is trained yet; it waits while 5.0 requests are in work on average, "
                + "more than 1.0")
        // Eight seconds of work in ten are 0.8 requests at once.
        Timer(label: "http.server.request.duration", factory: server.registry)
            .recordNanoseconds(8_000_000_000)
        clock.withLock { $0 = $0 + .seconds(10) }
        await server.training.look()
        #expect(server.training.standing.load == 0.8)
        await server.begun.wait()
        server.told.open()
        await server.desk.stop()
    }
}
