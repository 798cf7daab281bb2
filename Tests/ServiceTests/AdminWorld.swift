import Foundation
import HTTPTypes
import Harness
import Hummingbird
import Interest
import NIOCore
import Repositories
import Service
import Synchronization
import Testing
import Work

/// A service with its admin endpoint, over repositories in memory and jobs that wait for the test.
struct AdminWorld {
    var world: World
    let jobs = MemoryJobRepository()
    let audit = MemoryAuditRepository()
    let models = MemoryModelRepository()
    let desk: JobRunner
    /// Opens when a job `wait` may end.
    let told = Gate()
    /// Opens when a job `wait` has begun.
    let begun = Gate()
    let folder = FileManager.default.temporaryDirectory
        .appendingPathComponent("ebb-desk-\(UUID().uuidString)")

    static let owner = ProcessOwner(host: "here", process: 1, run: "1-a")

    /// - Parameters:
    ///   - alive: what is known of other processes.
    ///   - now: the desk's clock.
    init(
        _ world: World, limits: AdminLimits = AdminLimits(), jobs more: [JobDefinition] = [],
        now: @escaping @Sendable () -> Timestamp = { World.now },
        alive: @escaping @Sendable (ProcessOwner) -> Bool? = { _ in nil }
    ) {
        let (told, begun) = (told, begun)
        let plain = [
            JobDefinition(kind: "wait", parameters: ["word"], check: Self.check) { order in
                order.report(0.25, "waiting")
                begun.open()
                await withTaskCancellationHandler {
                    await told.wait()
                } onCancel: {
                    told.open()
                }
                try Task.checkCancellation()
                return JobOutcome(result: #"{"words":["\#(order.parameters.first?.value ?? "")"]}"#)
            },
            JobDefinition(kind: "fail", parameters: [], check: { _ in }) { _ in
                throw ServiceError("the log is empty: import first")
            },
            JobDefinition(kind: "read", parameters: [], takesFile: true, check: { _ in }) { order in
                let text = try String(contentsOfFile: order.file ?? "", encoding: .utf8)
                try "bad \(text)".write(
                    toFile: order.rejectsPath, atomically: false, encoding: .utf8)
                return JobOutcome(result: "{\"length\":\(text.count)}", failure: "a bad line")
            },
        ]
        let definitions = plain + more
        desk = JobRunner(
            jobs, definitions: definitions, folder: folder.path, owner: Self.owner,
            isAlive: alive, limits: limits, now: now, logger: world.logger,
            pause: { _ in
                try await Task.sleep(for: .milliseconds(1))
            })
        self.world = world
        let settings = world.settings
        self.world.dependencies.admin = AdminDependencies(
            profiles: MemoryProfileRepository(), models: models, audit: audit,
            inspector: LogInspector(log: world.behaviors), desk: desk,
            changeSettings: { after, forgets in
                guard forgets || after.law.acceptsLateBehaviors else {
                    throw ServiceError("the log is not whole")
                }
                try await settings.save(after)
            }, limits: limits)
    }

    private static func check(_ parameters: [JobRecord.Parameter]) throws {
        guard parameters.allSatisfy({ $0.value != "bad" }) else {
            throw ServiceError("word must not be bad")
        }
    }

    /// A job as somebody else's server has written it.
    static func foreign(_ id: String, kind: String = "wait", updated: Timestamp) -> JobRecord {
        var job = JobRecord(
            id: id, kind: kind, startedBy: "somebody",
            owner: ProcessOwner(host: "elsewhere", process: 7, run: "9-z"),
            started: World.now - .seconds(60))
        job.updated = updated
        return job
    }

    /// A server that takes requests one after the other.
    struct Site: Sendable {
        fileprivate let client: RouterClient

        func get(_ path: String) async throws -> Answer { try await ask(.get, path) }

        func ask(
            _ method: HTTPRequest.Method, _ path: String, body: String? = nil
        ) async throws -> Answer {
            try await Answer(
                client.ask(
                    uri: path, method: method, headers: [:],
                    body: body.map { ByteBuffer(string: $0) }))
        }
    }

    /// Runs the service for as long as `body` asks it; then it stops.
    func serving<T: Sendable>(
        _ body: @Sendable @escaping (Site) async throws -> T
    ) async throws -> T {
        try await world.application().asked { try await body(Site(client: $0)) }
    }

    /// The job of an answer, once it has ended.
    func ended(_ id: String) async throws -> JobRecord {
        var job = try #require(try await jobs.job(id))
        try await until {
            job = try #require(try await jobs.job(id), "the history has lost the job")
            return job.state != .running
        }
        return job
    }
}

/// Shows a log in memory.
private struct LogInspector: StoreInspector {
    let log: MemoryBehaviorRepository

    func documents(
        of user: UserID, newest limit: Int
    ) async throws(RepositoryError) -> [RawDocument] {
        [RawDocument(collection: "weights", json: #"{"_id":"\#(user)"}"#)]
    }

    func indexes() async throws(RepositoryError) -> [RawDocument] {
        [RawDocument(collection: "behaviors", json: #"{"name":"user_time"}"#)]
    }

    func users(
        startingWith prefix: String, limit: Int
    ) async throws(RepositoryError) -> [UserID] {
        ["ann", "anton", "bo"].filter { $0.hasPrefix(prefix) }.prefix(limit)
            .map { UserID(unchecked: $0) }
    }

    func newest(_ limit: Int, on item: ItemID) async throws(RepositoryError) -> [Behavior] {
        let own = ["ann", "bo"].map { UserID(unchecked: $0) }
        var found: [Behavior] = []
        for user in own {
            found += try await log.newest(limit, of: user, until: .latest)
                .filter { $0.item == item }
        }
        return Array(found.sorted { $0.time > $1.time }.prefix(limit))
    }

    func missingCount(of user: UserID) async throws(RepositoryError) -> Int {
        user.text == "trimmed" ? 1 : 0
    }

    func goneCount() async throws(RepositoryError) -> Int { 0 }
}
