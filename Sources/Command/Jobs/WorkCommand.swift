import ArgumentParser
import Foundation
import Interest
import Program
import Recommending
import Repositories
import Synchronization
import Work

/// A line from a server to its worker: what to do, and where.
struct WorkOrder: Codable, Sendable {
    struct Parameter: Codable, Sendable {
        let name: String
        let value: String
    }

    let kind: String
    let parameters: [Parameter]
    let database: String
    let databaseName: String
    let limits: WorkerLimits
}

/// A line from a worker to its server: how far it is, or how it ended.
struct WorkNews: Codable, Sendable {
    var fraction: Double?
    var stage: String?
    var result: String?
    var failure: String?
}

/// `ebb work`: what a server starts for a long job. Not for people.
///
/// It reads a `WorkOrder` from standard input and writes `WorkNews` to standard output. The
/// database's password is in the order, so that it is in no argument and no environment.
struct WorkCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "work", abstract: "Does a job of ebb serve.", shouldDisplay: false)

    func run() async throws {
        guard let line = readLine(),
            let order = try? JSONDecoder().decode(WorkOrder.self, from: Data(line.utf8))
        else { throw Failure("ebb work is started by ebb serve, which tells it what to do") }
        WorkerLimits.endWithParent()
        order.limits.apply()
        TrainingControl.limitWorkers(to: order.limits.threads)
        let mouth = WorkMouth()
        do {
            let store = try StoreOptions.parse([])
            let flags = ["database": order.database, "database.name": order.databaseName]
            let outcome = try await Session.open(store, flags: flags) { session in
                try await Self.work(order, session.repositories, mouth)
            }
            mouth.say(WorkNews(result: outcome.result, failure: outcome.failure))
        } catch {
            mouth.say(WorkNews(failure: "\(error)"))
        }
    }

    private static func work(
        _ order: WorkOrder, _ repositories: MongoRepositories, _ mouth: WorkMouth
    ) async throws -> JobOutcome {
        guard let job = ServerJobs.long(repositories).first(where: { $0.kind == order.kind }) else {
            throw Failure("a worker does no job of the kind \"\(order.kind)\"")
        }
        return try await job.run(
            JobOrder(
                parameters: order.parameters.map { .init(name: $0.name, value: $0.value) },
                file: nil, rejectsPath: "",
                report: { mouth.tell(WorkNews(fraction: $0, stage: $1)) }))
    }
}

/// Writes news as lines to standard output.
private final class WorkMouth: Sendable {
    /// The shortest time between two lines about the same stage.
    private static let pause = Duration.milliseconds(200)

    private let last = Mutex<(stage: String, time: ContinuousClock.Instant)?>(nil)

    /// Writes how far the work is, unless it has only just done so.
    func tell(_ news: WorkNews) {
        let isDue = last.withLock { last in
            let now = ContinuousClock.now
            if let last, last.stage == news.stage, now - last.time < Self.pause { return false }
            last = (news.stage ?? "", now)
            return true
        }
        if isDue { say(news) }
    }

    func say(_ news: WorkNews) {
        guard let line = try? Output.line(news) else { return }
        FileHandle.standardOutput.write(Data((line + "\n").utf8))
    }
}
