import Foundation
import Ingest
import Interest
import Mongo
package import Repositories
import Work

/// Follows one source: takes the right to, goes on from where the last one stopped, and begins
/// again after whatever passes: a failover, a restart, a network that is away.
package struct FollowRunner: Sendable {
    /// The pauses between two attempts while a server is away: the first, and the longest.
    static let pause = (first: Duration.milliseconds(200), longest: Duration.seconds(5))
    /// How often a process that may not follow a source looks whether it may now.
    static let turnPause = Duration.seconds(5)
    /// How often taking a source is tried when others do the same.
    private static let attempts = 5

    private let name: String
    private let repositories: MongoRepositories
    private let watch: FollowWatch
    private let settings: RecentAdmission

    init(_ name: String, _ repositories: MongoRepositories, watch: FollowWatch) {
        self.name = name
        self.repositories = repositories
        self.watch = watch
        settings = RecentAdmission(repositories)
    }

    /// A runner for a source that was added, which a server follows beside its other work.
    ///
    /// - Parameter tell: takes sentences for the server log.
    package init(
        serving name: String, _ repositories: MongoRepositories,
        tell: @escaping @Sendable (String) -> Void
    ) {
        self.init(
            name, repositories, watch: FollowWatch(name, noun: "records", tell: tell))
    }

    /// Follows for as long as the server runs; waits while another process follows the source, and
    /// tries again after a failure, which `failed` receives.
    package func serve(failed: @Sendable (String) -> Void) async {
        var said: String?
        while !Task.isCancelled {
            do {
                try await run(once: false)
            } catch is CancellationError {
                return
            } catch {
                let text = "\(error)"
                if !(error is FollowBusy), text != said { failed(text) }
                said = text
            }
            do { try await Task.sleep(for: Self.turnPause) } catch { return }
        }
    }

    /// Follows until the task is cancelled, or `once` everything is in the store.
    func run(once: Bool) async throws {
        var record = try await take()
        var pause = Self.pause.first
        var isProven = false
        while true {
            do {
                try await follow(&record, once: once) { isProven = true }
                return await end(record, .stopped)
            } catch {
                guard !Task.isCancelled else {
                    await end(record, .stopped)
                    throw CancellationError()
                }
                guard isProven, Self.mayPass(error) else {
                    await end(record, .failed, "\(error)")
                    throw error
                }
                watch.isDown("\(error)")
            }
            try? await Task.sleep(for: pause)
            pause = min(Self.pause.longest, pause * 2)
            if let again = try? await take() {
                record = again
                pause = Self.pause.first
            }
        }
    }

    private func follow(
        _ record: inout FollowRecord, once: Bool, proven: () -> Void
    ) async throws {
        let plan = try FollowPlan(words: record.words)
        let rejects = try plan.rejectsPath.map { (path) throws(ImportError) in
            try RejectFile(path, keeping: record.checkpoint.rejectsLength)
        }
        switch plan.place {
        case .collection(let uri, let database, let collection):
            let source = try CollectionSource(uri: uri, database: database, collection: collection)
            do {
                try await source.check(database)
                var follower = try await CollectionFollower(
                    record, plan, source, follows: repositories.follows,
                    admission: settings.admission, rejects: rejects, watch: watch)
                proven()
                try await follower.run(once: once)
            } catch {
                await source.store.close()
                throw error
            }
            await source.store.close()
        case .file, .standardInput:
            var follower = try LineFollower(
                record, plan, repositories, admission: settings.admission, rejects: rejects,
                watch: watch)
            proven()
            try await follower.run(once: once)
        }
    }

    /// Makes this process the one that follows the source.
    private func take() async throws -> FollowRecord {
        for _ in 0..<Self.attempts {
            guard let last = try await repositories.follows.record(name) else {
                throw Failure("no source \"\(name)\" was added: see ebb follow list")
            }
            let isOther = last.owner != .current
            if isOther, last.isUnderWay,
                !last.isDead(now: .now, isAlive: last.owner.isAlive)
            {
                throw FollowBusy(record: last)
            }
            var record = last
            record.owner = .current
            record.state = .running
            record.failure = nil
            record.started = .now
            record.updated = .now
            if try await repositories.follows.put(record, over: last.owner.run) { return record }
        }
        throw Failure("others take \"\(name)\" all the time: try again")
    }

    /// Writes how it ended, in a task of its own, because this one may be cancelled.
    private func end(
        _ record: FollowRecord, _ state: FollowRecord.State, _ failure: String? = nil
    ) async {
        let follows = repositories.follows
        await Task {
            // The checkpoint in the store is newer than that of the record.
            guard var last = try? await follows.record(record.name),
                last.owner == record.owner
            else { return }
            last.state = state
            last.failure = failure
            last.updated = .now
            _ = try? await follows.put(last, over: record.owner.run)
        }.value
    }

    /// The server's codes that say that a cursor or a node went and a new one will serve:
    /// CappedPositionLost, QueryPlanKilled, CursorKilled, CursorNotFound, SnapshotUnavailable,
    /// RetryChangeStream, StaleConfig, Interrupted, and a cursor of another session.
    private static let passing: Set<Int32> = [
        136, 175, 237, 43, 246, 234, 13388, 11601, 50738, 50811, 211,
    ]

    /// Whether the same may go well later.
    private static func mayPass(_ error: any Error) -> Bool {
        if let error = error as? RepositoryError {
            return [.unavailable, .busy, .conflict].contains(error.code)
        }
        guard let error = error as? StoreError else { return false }
        if let server = error.server {
            if passing.contains(server.code) { return true }
            if server.labels.contains("ResumableChangeStreamError") { return true }
        }
        return [.unreachable, .timedOut, .transient, .busy, .writeConflict, .commitUnknown]
            .contains(error.code)
    }
}

/// The error that another process follows a source.
struct FollowBusy: Error, CustomStringConvertible {
    let record: FollowRecord

    var description: String {
        "\"\(record.name)\" is followed by process \(record.owner.process) on "
            + "\(record.owner.host) (its last sign of life: \(record.updated)): stop that one first"
    }
}

/// What the log lets in, asked of the store now and then: gains and retention can change while a
/// source is followed.
final class RecentAdmission: Sendable {
    private static let ageMax = Duration.seconds(1)

    private let repositories: MongoRepositories
    private let kept = AdmissionCache()

    init(_ repositories: MongoRepositories) { self.repositories = repositories }

    @Sendable func admission() async throws -> Admission {
        if let recent = await kept.recent(Self.ageMax) { return recent }
        let settings = try await repositories.settings.saved() ?? .standard
        let admission = Admission(
            gains: settings.gains, now: .now,
            retention: try await repositories.behaviors.retention())
        await kept.keep(admission)
        return admission
    }
}

private actor AdmissionCache {
    private var kept: (admission: Admission, asked: ContinuousClock.Instant)?

    func recent(_ ageMax: Duration) -> Admission? {
        guard let kept, ContinuousClock.now - kept.asked <= ageMax else { return nil }
        return kept.admission
    }

    func keep(_ admission: Admission) { kept = (admission, .now) }
}
