public import Interest
package import Work

/// A name and a value: a parameter of a job or a model.
public struct NamedValue: WireRecord {
    /// The name.
    public internal(set) var name = ""
    /// The value.
    public internal(set) var value = ""

    package init() {}

    package init(name: String, value: String) {
        self.name = name
        self.value = value
    }

    package mutating func visit<V: FieldVisitor>(_ visitor: inout V) throws(V.Failure) {
        try visitor.field("Name", &name)
        try visitor.field("Value", &value)
    }
}

/// A version of a model: `GET /api/admin/models`, `ebb model list`.
public struct ModelRow: WireRecord {
    /// The recommender: `item-neighbors`.
    public internal(set) var recommender = ""
    /// The version: 1, 2, 3, … for each recommender.
    public internal(set) var version = 0
    /// When it was trained.
    public internal(set) var trained = Timestamp.earliest
    /// The last moment of the log that it was trained on.
    public internal(set) var trainedUntil = Timestamp.earliest
    /// How many behaviors it was trained on.
    public internal(set) var behaviors = 0
    /// The size of its arrays in bytes.
    public internal(set) var bytes = 0
    /// Whether servers use this version; nil where only the newest versions are listed.
    public internal(set) var serves: Bool?
    /// The parameters, by name.
    public internal(set) var parameters: [NamedValue] = []

    package init() {}

    package init(_ model: ModelSummary, serves: Bool? = nil) {
        recommender = model.recommender
        version = model.version
        trained = model.time
        trainedUntil = model.trainedUntil
        behaviors = model.behaviors
        bytes = model.size
        self.serves = serves
        parameters = model.parameters.sorted { $0.key < $1.key }
            .map { NamedValue(name: $0.key, value: $0.value) }
    }

    /// Every version, by recommender, the newest first: the first of each serves.
    package static func all(_ versions: [ModelSummary]) -> [ModelRow] {
        var last: String?
        return versions.map { model in
            defer { last = model.recommender }
            return ModelRow(model, serves: model.recommender != last)
        }
    }

    package mutating func visit<V: FieldVisitor>(_ visitor: inout V) throws(V.Failure) {
        try visitor.field("Recommender", &recommender)
        try visitor.field("Version", &version)
        try visitor.field("Trained", &trained)
        try visitor.field("TrainedUntil", &trainedUntil)
        try visitor.field("Behaviors", &behaviors)
        try visitor.field("Bytes", &bytes)
        try visitor.optional("Serves", &serves)
        try visitor.field("Parameters", &parameters)
    }
}

/// A job of a server: `GET /api/admin/jobs/{id}`, `ebb job show`.
public struct JobRow: WireRecord {
    /// The id.
    public internal(set) var id = ""
    /// What it does: `import`, `train`.
    public internal(set) var kind = ""
    /// How it stands: `running`, `done`, `failed`, `cancelled` or `dead`.
    public internal(set) var state = ""
    /// Its parameters, named like the command's flags.
    public internal(set) var parameters: [NamedValue] = []
    /// The name of the key that started it, or `ebb serve`.
    public internal(set) var startedBy = ""
    /// Why, where a server started it by itself.
    public internal(set) var reason: String?
    /// The host that runs it.
    public internal(set) var host = ""
    /// The process that runs it.
    public internal(set) var process = 0
    /// When it began.
    public internal(set) var started = Timestamp.earliest
    /// When it last gave a sign of life.
    public internal(set) var updated = Timestamp.earliest
    /// When it ended; nil while it runs.
    public internal(set) var finished: Timestamp?
    /// What it is doing.
    public internal(set) var stage = ""
    /// How much of it is done, 0 to 1; nil where that is unknown.
    public internal(set) var fraction: Double?
    /// How it ended, in a sentence.
    public internal(set) var message: String?
    /// Whether the server kept bad lines of an import.
    public internal(set) var hasRejects = false
    /// The outer nil: not listed; the inner one: it has none.
    private var answer: RawJSON??

    /// What its command printed, as JSON; nil in lists, and while it runs.
    public var result: String? { (answer ?? nil)?.text }

    package init() {}

    /// A job, with what its command printed where it is shown whole.
    package init(_ job: JobRecord, isWhole: Bool) {
        id = job.id
        kind = job.kind
        state = job.state.rawValue
        parameters = job.parameters.map { NamedValue(name: $0.name, value: $0.value) }
        startedBy = job.startedBy
        reason = job.reason
        host = job.owner.host
        process = job.owner.process
        started = job.started
        updated = job.updated
        finished = job.finished
        stage = job.stage
        fraction = job.fraction
        message = job.message
        hasRejects = job.hasRejects
        answer = isWhole ? .some(job.result.map { RawJSON(text: $0) }) : .none
    }

    package mutating func visit<V: FieldVisitor>(_ visitor: inout V) throws(V.Failure) {
        try visitor.field("Id", &id)
        try visitor.field("Kind", &kind)
        try visitor.field("State", &state)
        try visitor.field("Parameters", &parameters)
        try visitor.field("StartedBy", &startedBy)
        try visitor.field("Reason", &reason)
        try visitor.field("Host", &host)
        try visitor.field("Process", &process)
        try visitor.field("Started", &started)
        try visitor.field("Updated", &updated)
        try visitor.field("Finished", &finished)
        try visitor.field("Stage", &stage)
        try visitor.field("Fraction", &fraction)
        try visitor.field("Message", &message)
        try visitor.field("HasRejects", &hasRejects)
        try visitor.optional("Result", &answer)
    }
}

/// The newest jobs: `GET /api/admin/jobs`, `ebb job list`.
public struct JobsAnswer: WireRecord {
    /// The kinds of jobs that the server runs; nil in the command, which runs none.
    public internal(set) var kinds: [JobKindRow]?
    /// The jobs, newest first.
    public internal(set) var jobs: [JobRow] = []

    package init() {}

    package init(kinds: [JobKindRow]? = nil, jobs: [JobRow]) {
        self.kinds = kinds
        self.jobs = jobs
    }

    package mutating func visit<V: FieldVisitor>(_ visitor: inout V) throws(V.Failure) {
        try visitor.optional("Kinds", &kinds)
        try visitor.field("Jobs", &jobs)
    }
}

/// A kind of job.
public struct JobKindRow: WireRecord {
    /// The name, as it stands in the path that starts one.
    public internal(set) var kind = ""
    /// Whether its request brings a file.
    public internal(set) var takesFile = false
    /// The names of its parameters.
    public internal(set) var parameters: [String] = []

    package init() {}

    package init(kind: String, takesFile: Bool, parameters: [String]) {
        self.kind = kind
        self.takesFile = takesFile
        self.parameters = parameters
    }

    package mutating func visit<V: FieldVisitor>(_ visitor: inout V) throws(V.Failure) {
        try visitor.field("Kind", &kind)
        try visitor.field("TakesFile", &takesFile)
        try visitor.field("Parameters", &parameters)
    }
}
