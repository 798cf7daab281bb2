public import Access
public import Interest

/// Every limit of the admin endpoint and its jobs.
public struct AdminLimits: Sendable {
    /// The most bytes of a job's answer that are kept.
    public var resultMax = 4 << 20
    /// The most parameters of a job.
    public var parametersMax = 50
    /// How many jobs the history keeps.
    public var jobsKept = 500
    /// How often a running job is written to the history.
    public var heartbeat = Duration.seconds(2)
    /// How often it is retried when somebody else begins a job at the same moment.
    public var beginsMax = 5
    /// The most watchers of jobs at once.
    public var watchersMax = 64
    /// How often a watcher looks.
    public var watchInterval = Duration.milliseconds(250)
    /// After how many looks without news a watcher gets a sign that the connection stands.
    public var watchesPerSign = 40
    /// How many actions of operators are kept.
    public var auditKept = 100_000
    /// How many refused requests of each caller are taken down in a time; nil for all of them.
    public var refusalRate = RateLimit(count: 60, per: .seconds(60))
    /// How many behaviors of a user one request deletes; a job deletes the rest.
    public var erasedMax = 10_000
    /// How many pending behaviors are counted for the page, which may have many more.
    public var pendingMax = 10_000
    /// How long a number is kept whose counting walks over the store.
    public var countInterval = Interval.seconds(60)
    /// The most bytes of a detail that are kept of an action.
    public var detailMax = 1000
    /// The most entries a list may be asked for.
    public var listMax = 1000
    /// The most behaviors that one user's history is made of.
    public var historyMax = 100_000
    /// The most behaviors on an item that are looked at.
    public var itemBehaviorsMax = 5000
    /// The most of the latest users of an item whose interest in it is read.
    public var itemUsersMax = 50
    /// Into how many stretches of time an item's behaviors are counted.
    public var trendSteps = 40
    /// The most moments of a history.
    public var momentsMax = 2000

    /// The most bytes that a user's documents take, as they are and as text.
    var documentsBytes: Int { 32 << 20 }

    /// The most bytes that a user's curves take.
    var historyBytes: Int { historyMax * 200 + momentsMax * 100 * 32 }

    /// The limits that serve most machines.
    public init() {}
}
