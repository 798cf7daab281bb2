import ArgumentParser
import Interest
import Repositories
import Wire
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

extension JobRow {
    /// A job as it stands now, with what its command printed where it is shown whole.
    fileprivate init(_ job: JobRecord, now: Timestamp, isWhole: Bool) {
        let isDead = job.isDead(now: now, isAlive: job.owner.isAlive)
        self.init(isDead ? job.dead(now: now) : job, isWhole: isWhole)
    }

    /// The state of the job, in a few words.
    fileprivate var standing: String {
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
        let answer = JobsAnswer(jobs: jobs.map { JobRow($0, now: .now, isWhole: false) })
        if output.format == .json { return Output.json(answer) }
        var table = Table(
            ("JOB", .left), ("STATE", .left), ("STARTED", .left), ("BY", .left), ("", .left))
        for job in answer.jobs {
            table.add(
                job.id, job.state, job.started.description, job.startedBy,
                job.standing.fitted(to: 60))
        }
        print(answer.jobs.isEmpty ? "No server has run a job yet." : table.text)
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
        let job = JobRow(found, now: .now, isWhole: true)
        if output.format == .json { return Output.json(job) }
        var table = Table(("", .left), ("", .left))
        table.add("job", job.id)
        table.add("state", job.state)
        table.add("", job.standing)
        table.add("started", "\(job.started) by \(job.startedBy)")
        table.add("finished", job.finished?.description ?? "-")
        table.add("ran in", "process \(job.process) on \(job.host)")
        for parameter in job.parameters { table.add("--\(parameter.name)", parameter.value) }
        print(String(table.text.drop { $0 == "\n" }))
        if let result = job.result { print("\n" + result) }
    }
}
