public import Interest

/// The history of jobs: what was started through the admin endpoint, and what became of it.
public protocol JobRepository: Sendable {
    /// Adds a job that begins; false where another of its kind is written as running, and then
    /// nothing is done.
    func begin(_ job: JobRecord) async throws(RepositoryError) -> Bool
    /// Writes how a running job stands, or how it ended; false where it is no longer written as
    /// running by this owner, and then nothing is done.
    func put(_ job: JobRecord) async throws(RepositoryError) -> Bool
    /// The job of this id.
    func job(_ id: String) async throws(RepositoryError) -> JobRecord?
    /// The job of a kind that is written as running.
    func running(_ kind: String) async throws(RepositoryError) -> JobRecord?
    /// The last `limit` jobs, the one begun last first.
    func newest(_ limit: Int) async throws(RepositoryError) -> [JobRecord]
    /// The last `limit` jobs of a kind, the one begun last first.
    func newest(_ limit: Int, of kind: String) async throws(RepositoryError) -> [JobRecord]
    /// Takes away what ended, all but the newest `count` jobs; returns the ids of what is gone.
    func trim(keeping count: Int) async throws(RepositoryError) -> [String]
}

/// One job: long work that a server does beside its answers.
public struct JobRecord: Hashable, Sendable {
    /// How a job stands.
    public enum State: String, Hashable, Sendable {
        /// On its way, or killed on it.
        case running
        /// It came to its end.
        case done
        /// It broke off with a sentence.
        case failed
        /// Somebody stopped it, or the server that ran it was stopped.
        case cancelled
        /// Its server crashed or was killed while it ran.
        case dead
    }

    /// A parameter, named like the command's flag. A name may occur more than once.
    public struct Parameter: Hashable, Sendable {
        /// The name.
        public var name: String
        /// The value.
        public var value: String

        /// Takes both.
        public init(name: String, value: String) {
            self.name = name
            self.value = value
        }
    }

    /// Who started the jobs that a server starts by itself.
    public static let bySelf = "ebb serve"

    /// What it is known by.
    public var id: String
    /// What is done: `import`, `train`.
    public var kind: String
    /// How it stands.
    public var state = State.running
    /// The parameters that it was started with.
    public var parameters: [Parameter] = []
    /// Who started it: the name of a key, or `JobRecord.bySelf`.
    public var startedBy: String
    /// Why, where a server started it by itself.
    public var reason: String?
    /// The process that runs it, or ran it.
    public var owner: ProcessOwner
    /// When it was started.
    public var started: Timestamp
    /// When this was written.
    public var updated: Timestamp
    /// When it ended.
    public var finished: Timestamp?
    /// What is being done.
    public var stage = ""
    /// How much of the stage is done, from 0 to 1, where that is known.
    public var fraction: Double?
    /// Why it ended, where it did not come to its end.
    public var message: String?
    /// What it answered, as JSON.
    public var result: String?
    /// Whether it kept bad lines, on the machine of its owner.
    public var hasRejects = false

    /// A job that begins.
    public init(
        id: String, kind: String, parameters: [Parameter] = [], startedBy: String,
        owner: ProcessOwner, started: Timestamp
    ) {
        self.id = id
        self.kind = kind
        self.parameters = parameters
        self.startedBy = startedBy
        self.owner = owner
        self.started = started
        updated = started
    }
}

extension JobRecord: OwnedWork {
    /// Whether the record says that the job runs.
    public var isUnderWay: Bool { state == .running }

    /// The same as one whose process is gone.
    public func dead(now: Timestamp) -> JobRecord {
        var dead = self
        dead.state = .dead
        dead.finished = now
        dead.updated = now
        dead.message =
            "its server (process \(owner.process) on \(owner.host)) crashed or was killed"
        return dead
    }
}
