internal import Foundation
internal import HTTPTypes
public import Interest
public import Logging
public import ServiceLifecycle
internal import Synchronization
public import Work

// A job is written to the history when it begins, every heartbeat while it runs, and when it ends.
// That one of a kind runs at a time, on whichever server, the repository sees to: a second begin is
// refused while one is written as running. A server that finds one whose process is gone, or has
// been silent for long where it cannot be seen, writes it as dead, and is free to begin.

/// Runs jobs beside the answers of a server, and keeps their history.
///
/// As a service it writes the heartbeats, and when the server stops it stops what still runs.
public final class JobRunner: ServiceLifecycle.Service {
    fileprivate struct Entry {
        let job: RunningJob
        var task: Task<Void, Never>?
    }

    struct State {
        fileprivate var running: [String: Entry] = [:]
        fileprivate var isStopping = false
        var watchers = 0
    }

    let definitions: [JobDefinition]
    let limits: AdminLimits
    let pause: @Sendable (Duration) async throws -> Void
    let state = Mutex(State())
    private let repository: any JobRepository
    private let folder: URL
    private let owner: ProcessOwner
    private let isAlive: @Sendable (ProcessOwner) -> Bool?
    private let now: @Sendable () -> Timestamp
    private let logger: Logger

    /// - Parameters:
    ///   - folder: where files that are brought, and bad lines, are kept; made where it is missing.
    ///   - owner: this process.
    ///   - isAlive: whether a process runs; nil where that cannot be seen from here.
    ///   - pause: waits; tests have a clock of their own.
    public init(
        _ repository: any JobRepository, definitions: [JobDefinition], folder: String,
        owner: ProcessOwner, isAlive: @escaping @Sendable (ProcessOwner) -> Bool?,
        limits: AdminLimits = AdminLimits(),
        now: @escaping @Sendable () -> Timestamp = ServiceDependencies.systemClock,
        logger: Logger,
        pause: @escaping @Sendable (Duration) async throws -> Void = {
            try await Task.sleep(for: $0)
        }
    ) {
        self.repository = repository
        self.definitions = definitions
        self.folder = URL(filePath: folder, directoryHint: .isDirectory)
        self.owner = owner
        self.isAlive = isAlive
        self.limits = limits
        self.now = now
        self.logger = logger
        self.pause = pause
    }

    /// Writes heartbeats until the server stops; then stops what runs, and writes that down.
    public func run() async throws {
        await cancelWhenGracefulShutdown { [self] in
            while !Task.isCancelled {
                await beat()
                do { try await pause(limits.heartbeat) } catch { return }
            }
        }
        await stop()
    }

    /// Stops what runs and waits until it has.
    func stop() async {
        let entries = state.withLock { state in
            state.isStopping = true
            return state.running.values.map { ($0.job, $0.task) }
        }
        for (job, task) in entries {
            job.stop(because: "the server that ran it was stopped")
            task?.cancel()
        }
        for (_, task) in entries { await task?.value }
    }

    /// Writes how far each job is, and stops a job that was written off.
    private func beat() async {
        for (job, task) in state.withLock({ $0.running.values.map { ($0.job, $0.task) } }) {
            var record = job.record
            guard record.state == .running else { continue }
            record.updated = now()
            do {
                if try await !repository.put(record), job.record.state == .running, task != nil {
                    job.stop(because: "another server took it for dead")
                    task?.cancel()
                }
            } catch {
                logger.warning("a job's progress cannot be written: \(error.code)")
            }
        }
    }
}

extension JobRunner {
    /// Begins a job; the file, where it takes one, is the job's from now on.
    func start(
        _ definition: JobDefinition, _ parameters: [JobRecord.Parameter], id: String,
        file: String?, by name: String, because reason: String? = nil
    ) async throws -> JobRecord {
        var record = JobRecord(
            id: id, kind: definition.kind, parameters: parameters, startedBy: name, owner: owner,
            started: now())
        record.reason = reason
        let job = RunningJob(record)
        let isStopping = state.withLock { state in
            state.running[id] = Entry(job: job)
            return state.isStopping
        }
        do {
            if isStopping { throw Failure.unavailable("the service is stopping: ask again") }
            try await begin(record)
        } catch {
            state.withLock { $0.running[id] = nil }
            throw error
        }
        state.withLock { state in
            let task = Task { await self.work(job, definition, file) }
            state.running[id]?.task = task
            // It came between: nobody would wait for it.
            if state.isStopping {
                job.stop(because: "the server that ran it was stopped")
                task.cancel()
            }
        }
        return record
    }

    private func begin(_ record: JobRecord) async throws {
        for _ in 0..<limits.beginsMax {
            if try await repository.begin(record) { return }
            guard let other = try await repository.running(record.kind) else { continue }
            let seen = try await settled(other)
            if seen.state == .running { throw Failure.busy(seen) }
        }
        throw Failure.unavailable("others begin such a job at the same moment: try again")
    }

    /// Throws where a job of the kind runs: before a file is brought for nothing.
    func checkFree(_ kind: String) async throws {
        guard let other = try await repository.running(kind) else { return }
        let seen = try await settled(other)
        if seen.state == .running { throw Failure.busy(seen) }
    }

    private func work(_ job: RunningJob, _ definition: JobDefinition, _ file: String?) async {
        let id = job.record.id
        let rejects = rejectsPath(id)
        let order = JobOrder(
            parameters: job.record.parameters, file: file, rejectsPath: rejects,
            report: { [now] in job.report($0, $1, at: now()) })
        let outcome: Result<JobOutcome, any Error>
        do {
            outcome = .success(try await definition.run(order))
        } catch {
            outcome = .failure(error)
        }
        removeFile(of: id)
        let record = job.end(
            outcome, at: now(), hasRejects: keepsRejects(rejects), resultMax: limits.resultMax)
        // In a task of its own, because a cancelled one asks no store.
        await Task { await self.close(record) }.value
        state.withLock { $0.running[id] = nil }
    }

    private func close(_ record: JobRecord) async {
        do {
            _ = try await repository.put(record)
            for id in try await repository.trim(keeping: limits.jobsKept) {
                try? FileManager.default.removeItem(atPath: rejectsPath(id))
            }
        } catch {
            // It will be found as one whose process knows nothing of it.
            logger.error("a job's end cannot be written: \(error.code)")
        }
    }
}

extension JobRunner {
    /// The last jobs, as they stand.
    func newest(_ count: Int) async throws -> [JobRecord] {
        var jobs: [JobRecord] = []
        for job in try await repository.newest(count) { jobs.append(try await settled(job)) }
        return jobs
    }

    /// The last jobs of a kind, as they stand.
    func newest(_ count: Int, of kind: String) async throws -> [JobRecord] {
        var jobs: [JobRecord] = []
        for job in try await repository.newest(count, of: kind) {
            jobs.append(try await settled(job))
        }
        return jobs
    }

    /// A job as it stands.
    func job(_ id: String) async throws -> JobRecord {
        if let own = state.withLock({ $0.running[id]?.job.record }) { return own }
        guard let job = try await repository.job(id) else {
            throw Failure(status: .notFound, message: "there is no job \(id.prefix(80))")
        }
        return try await settled(job)
    }

    /// Asks a job to stop.
    func cancel(_ id: String, by name: String) async throws -> JobRecord {
        if let (job, task) = state.withLock({ $0.running[id].map { ($0.job, $0.task) } }),
            job.record.state == .running
        {
            job.stop(because: "cancelled by \(name)")
            task?.cancel()
            return job.record
        }
        let job = try await job(id)
        let reason =
            job.state == .running
            ? "it runs in process \(job.owner.process) on \(job.owner.host): cancel it there"
            : "it has ended: \(job.state.rawValue)"
        throw Failure(status: .conflict, message: "the job \(id) cannot be cancelled: \(reason)")
    }

    /// A job as the history has it, brought up to what is known here: one whose process is gone is
    /// written as dead.
    private func settled(_ job: JobRecord) async throws -> JobRecord {
        guard job.state == .running else { return job }
        if let own = state.withLock({ $0.running[job.id]?.job.record }) { return own }
        // What this process runs it knows; another job of its own is not going on any more.
        let isOwn = job.owner == owner
        guard job.isDead(now: now(), isAlive: isOwn ? false : isAlive(job.owner)) else {
            return job
        }
        let dead = job.dead(now: now())
        if try await repository.put(dead) { return dead }
        // Somebody else has settled it meanwhile.
        return try await repository.job(job.id) ?? dead
    }
}

extension JobRunner {
    /// A name for the next job.
    func newID(_ kind: String) -> String {
        "\(kind)-" + String(UInt64.random(in: .min ... .max), radix: 36)
    }

    /// Where the file of a job is put, under the last part of its own name.
    func place(for id: String, name: String) throws(Failure) -> String {
        let home = folder.appending(path: id, directoryHint: .isDirectory)
        do {
            try FileManager.default.createDirectory(
                at: home, withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700])
        } catch {
            throw .unkept
        }
        let last = name.split(separator: "/").last.map(String.init) ?? ""
        let isPlain = !last.isEmpty && last != "." && last != ".." && !last.utf8.contains(0)
        return home.appending(path: isPlain ? String(last.prefix(100)) : "file").path
    }

    func removeFile(of id: String) {
        try? FileManager.default.removeItem(at: folder.appending(path: id))
    }

    func rejectsPath(_ id: String) -> String { folder.appending(path: "\(id).rejects").path }

    /// Whether there are any; an empty file is taken away.
    private func keepsRejects(_ path: String) -> Bool {
        let attributes = try? FileManager.default.attributesOfItem(atPath: path)
        guard let size = (attributes?[.size] as? NSNumber)?.intValue else { return false }
        if size == 0 { try? FileManager.default.removeItem(atPath: path) }
        return size > 0
    }
}

extension Failure {
    fileprivate static func busy(_ job: JobRecord) -> Failure {
        Failure(
            status: .conflict,
            message: "a job of the kind \(job.kind) runs already, started by \(job.startedBy) at "
                + "\(job.started) (\(job.id)): wait for it, or cancel it")
    }
}
