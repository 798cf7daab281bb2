/// The append-only log of behaviors.
public protocol BehaviorRepository: Sendable {
    /// Adds to the log what is not in it yet; all of it is pending until a read folds it.
    ///
    /// A behavior is known by its event id, else by user, item, action, time and value, so the
    /// same batch again adds nothing. What a forgotten user did is left out and counted.
    func append(_ behaviors: [Behavior]) async throws(RepositoryError) -> AppendCount

    /// The newest `limit` behaviors of a user up to `time`, newest first.
    func newest(
        _ limit: Int, of user: UserID, until time: Timestamp
    ) async throws(RepositoryError) -> [Behavior]

    /// The whole log up to `time`, user by user (in order of id), each in order of time (then
    /// event), in batches; `take` returns false to stop.
    ///
    /// Memory stays bounded: the next batch is fetched when `take` has returned.
    func scan(
        until time: Timestamp, _ take: @Sendable ([Behavior]) async throws -> Bool
    ) async throws

    /// What has come into the log behind `mark`, oldest first, at most `limit`.
    ///
    /// Contains every behavior once, from all senders. Throws `trimmed` where the log can no
    /// longer tell from there.
    func arrivals(
        since mark: ArrivalMark, limit: Int
    ) async throws(RepositoryError) -> Arrivals

    /// The behaviors in the log that have one of these event ids, in any order.
    func behaviors(withEvents events: [EventID]) async throws(RepositoryError) -> [Behavior]

    /// How many behaviors there are, and how many of them no fold has seen.
    func count() async throws(RepositoryError) -> LogCount

    /// The same, where pending behaviors are counted up to `pendingMax` and no further: their
    /// number costs as much as there are of them, and the number of all costs nothing.
    func count(pendingMax: Int) async throws(RepositoryError) -> LogCount

    /// How long folded behaviors stay in the log; nil: forever.
    ///
    /// What is older than that must not get in any more: it would be gone from the log again, and
    /// count once more whenever it came.
    func retention() async throws(RepositoryError) -> Interval?
}

extension BehaviorRepository {
    /// Nothing: a log that is filled once and read needs not tell.
    public func arrivals(
        since mark: ArrivalMark, limit: Int
    ) async throws(RepositoryError) -> Arrivals {
        Arrivals([], mark: mark)
    }

    /// None: a log in which nobody looks ids up needs not know them.
    public func behaviors(
        withEvents events: [EventID]
    ) async throws(RepositoryError) -> [Behavior] { [] }

    /// Counts all: what is held in memory costs nothing to count.
    public func count(pendingMax: Int) async throws(RepositoryError) -> LogCount {
        var count = try await count()
        count.pending = min(count.pending, pendingMax)
        return count
    }

    /// Forever.
    public func retention() async throws(RepositoryError) -> Interval? { nil }
}

/// What became of a batch that was appended.
public struct AppendCount: Hashable, Sendable {
    /// Behaviors that are new in the log.
    public var inserted: Int
    /// Behaviors that stood in it already, or twice in the batch.
    public var repeated: Int
    /// Behaviors of users who are forgotten: they were left out.
    public var forgotten: Int
    /// Where in the batch those stand that were in the log already, as far as that is known.
    public var repeatedIndices: [Int] = []

    /// Takes all three.
    public init(inserted: Int = 0, repeated: Int = 0, forgotten: Int = 0) {
        self.inserted = inserted
        self.repeated = repeated
        self.forgotten = forgotten
    }
}

extension AppendCount {
    /// By the counts: where the repeated ones stood is not always known.
    public static func == (first: AppendCount, second: AppendCount) -> Bool {
        first.inserted == second.inserted && first.repeated == second.repeated
            && first.forgotten == second.forgotten
    }

    /// Hashes the counts.
    public func hash(into hasher: inout Hasher) {
        for count in [inserted, repeated, forgotten] { hasher.combine(count) }
    }
}

/// The size of the log.
public struct LogCount: Hashable, Sendable {
    /// All behaviors.
    public var behaviors: Int
    /// Those that no weight document has folded yet.
    public var pending: Int

    /// Takes both.
    public init(behaviors: Int, pending: Int) {
        self.behaviors = behaviors
        self.pending = pending
    }
}
