import ArgumentParser
import Interest
import Repositories
import Work

/// `ebb job`: lists the jobs that servers run or have run.
struct JobCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "job", abstract: "Lists and shows the jobs of the servers.",
        discussion: """
            To start or stop a job, use the page of the server that runs it, or its routes POST \
            /api/admin/jobs/{kind} and DELETE /api/admin/jobs/{id}. The server also keeps the \
            rejected lines of its imports.
            """,
        subcommands: [JobList.self, JobShow.self])
}

/// A job as JSON.
private struct JobAnswer: Encodable {
    struct Parameter: Encodable {
        let name: String
        let value: String
    }

    let id: String
    let kind: String
    let state: String
    let parameters: [Parameter]
    let startedBy: String
    let host: String
    let process: Int
    let started: String
    let finished: String?
    let stage: String
    let fraction: Double?
    let message: String?
    /// The answer of the job, as the JSON that its command prints.
    let result: String?

    init(_ job: JobRecord, now: Timestamp) {
        let job = job.isDead(now: now, isAlive: job.owner.isAlive) ? job.dead(now: now) : job
        id = job.id
        kind = job.kind
        state = job.state.rawValue
        parameters = job.parameters.map { Parameter(name: $0.name, value: $0.value) }
        startedBy = job.startedBy
        host = job.owner.host
        process = job.owner.process
        started = job.started.description
        finished = job.finished?.description
        stage = job.stage
        fraction = job.fraction
        message = job.message
        result = job.result
    }

    /// The state of the job, in a few words.
    var standing: String {
        guard state == JobRecord.State.running.rawValue else { return message ?? "" }
        return stage + (fraction.map { " \(Output.number($0 * 100, digits: 0)) %" } ?? "")
    }
}

/// `ebb job list`.
struct JobList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Lists the latest jobs, the newest first.")

    @Option(help: "The maximum number of jobs.")
    var limit = 50

    @OptionGroup var output: OutputOptions
    @OptionGroup(title: "Store") var store: StoreOptions

    func validate() throws {
        guard 1...PageOptions.limitMax ~= limit else {
            throw ValidationError("invalid --limit: expected 1 to \(PageOptions.limitMax)")
        }
    }

    func run() async throws {
        let jobs = try await Session.with(store) { [limit] in try await $0.jobs.newest(limit) }
        let answers = jobs.map { JobAnswer($0, now: .now) }
        if output.format == .json { return try Output.json(answers) }
        var table = Table(
            ("JOB", .left), ("STATE", .left), ("STARTED", .left), ("BY", .left), ("", .left))
        for job in answers {
            table.add(job.id, job.state, job.started, job.startedBy, job.standing.fitted(to: 60))
        }
        print(answers.isEmpty ? "No server has run a job yet." : table.text)
    }
}

/// `ebb job show`.
struct JobShow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Shows a job with its parameters and its answer.")

    @Argument(help: "The id of the job, from ebb job list.")
    var id: String

    @OptionGroup var output: OutputOptions
    @OptionGroup(title: "Store") var store: StoreOptions

    func run() async throws {
        guard let found = try await Session.with(store, { [id] in try await $0.jobs.job(id) })
        else { throw Failure("unknown job \(id.prefix(80)): ebb job list shows all jobs") }
        let job = JobAnswer(found, now: .now)
        if output.format == .json { return try Output.json(job) }
        var table = Table(("", .left), ("", .left))
        table.add("job", job.id)
        table.add("state", job.state)
        table.add("", job.standing)
        table.add("started", "\(job.started) by \(job.startedBy)")
        table.add("finished", job.finished ?? "-")
        table.add("ran in", "process \(job.process) on \(job.host)")
        for parameter in job.parameters { table.add("--\(parameter.name)", parameter.value) }
        print(String(table.text.drop { $0 == "\n" }))
        if let result = job.result { print("\n" + result) }
    }
}
