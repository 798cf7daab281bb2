import Interest
import Repositories
import Work

/// Whether the server would train by itself, and how the last such training ended.
enum TrainingCheck {
    static func checks(
        _ settings: ProcessSettings, _ repositories: MongoRepositories
    ) async throws -> [Check] {
        let rules: Check
        do {
            rules = Check("training", try TrainingSettings(settings).line)
        } catch {
            rules = Check("training", failing: "\(error)")
        }
        guard let last = try await repositories.jobs.newest(1, of: "train").first else {
            return [rules]
        }
        return [rules, Check("last job", SelfStarted(last, now: .now).line)]
    }
}

/// A job that a server started by itself, in one line.
struct SelfStarted {
    let line: String

    init(_ job: JobRecord, now: Timestamp) {
        let isDead = job.isDead(now: now, isAlive: job.owner.isAlive)
        let state = isDead ? "dead" : job.state.rawValue
        line =
            "\(job.id) of \(job.started) by \(job.startedBy): \(state)"
            + (job.reason.map { "; because \($0)" } ?? "")
            + (job.message.map { "; \($0)" } ?? "")
    }
}
