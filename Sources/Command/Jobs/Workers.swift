import Foundation
import Interest
package import Program
import Repositories
import Synchronization
import Work

/// Does the long jobs of a server in processes of their own, one after the other.
///
/// Whatever becomes of such a process, the server goes on: what it was doing is written down as
/// failed, with the reason.
package struct Workers: Sendable {
    private let database: String
    private let databaseName: String
    private let limits: WorkerLimits
    private let trainings: any TrainingRepository
    private let queue = WorkQueue()

    /// - Parameter session: the store that workers open, too.
    package init(_ session: Session, limits: WorkerLimits) {
        database = session.uri
        databaseName = session.databaseName
        self.limits = limits
        trainings = session.repositories.trainings
    }

    /// The same job, done by a worker.
    func apart(
        _ job: JobDefinition, then after: @escaping @Sendable () async throws -> Void = {}
    ) -> JobDefinition {
        var apart = job
        apart.run = { order in
            try await queue.turn(of: job.kind, waiting: { order.report(nil, $0) }) {
                let outcome = try await work(job.kind, order)
                try await after()
                return outcome
            }
        }
        return apart
    }

    private func work(_ kind: String, _ order: JobOrder) async throws -> JobOutcome {
        let text = try Output.line(
            WorkOrder(
                kind: kind,
                parameters: order.parameters.map { .init(name: $0.name, value: $0.value) },
                database: database, databaseName: databaseName, limits: limits))
        let last = Mutex(WorkNews())
        let ending = try await WorkerProcess(["work"], limits: limits).run(text) { line in
            guard let news = try? JSONDecoder().decode(WorkNews.self, from: Data(line.utf8)) else {
                return
            }
            if let stage = news.stage { order.report(news.fraction, stage) }
            last.withLock { if news.result != nil || news.failure != nil { $0 = news } }
        }
        let news = last.withLock { $0 }
        let reason = Task.isCancelled ? "it was stopped" : ending.sentence(limits, news)
        // In a task of its own, because a cancelled one asks no store.
        await Task { await settle(ending.process, reason) }.value
        try Task.checkCancellation()
        guard let result = news.result else { throw Failure(reason) }
        return JobOutcome(result: result, failure: news.failure)
    }

    /// Writes the trainings that a worker left open as failed: it is gone, and this process knows
    /// why.
    private func settle(_ process: Int, _ reason: String) async {
        let host = ProcessOwner.current.host
        for var entry in (try? await trainings.all()) ?? []
        where entry.isUnderWay && entry.owner.process == process && entry.owner.host == host {
            entry.state = .failed
            entry.updated = .now
            entry.reason = reason
            try? await trainings.put(entry)
        }
    }
}

extension WorkerProcess.Ending {
    /// Why it brought no result.
    fileprivate func sentence(_ limits: WorkerLimits, _ news: WorkNews) -> String {
        if let failure = news.failure { return failure }
        let limit = "\((limits.memoryMax >> 20).grouped) MB"
        let more = "raise --train-memory, or train on fewer items (--linear-items)"
        if exceededMemory || tail.contains("allocate") || tail.contains("out of memory") {
            return "it ran out of memory: it needs more than \(limit); \(more)"
        }
        switch signal {
        case nil: return "its process ended without an answer (exit code \(code ?? 0))"
        case Int(SIGKILL): return "its process was killed"
        case let signal?:
            return "its process crashed (signal \(signal)) while it held "
                + "\((memory >> 20).grouped) MB of at most \(limit)"
        }
    }
}
