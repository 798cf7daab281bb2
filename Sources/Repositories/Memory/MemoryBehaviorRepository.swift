public import Interest
internal import Synchronization

/// The log in memory: for tests, and for what is honestly embedded and need not outlive us.
public final class MemoryBehaviorRepository: BehaviorRepository {
    private struct State {
        var keys: Set<BehaviorKey> = []
        var logs: [UserID: [LoggedBehavior]] = [:]
    }

    private let state = Mutex(State())

    /// An empty log.
    public init() {}

    /// Adds what is new.
    public func append(_ behaviors: [Behavior]) async throws(RepositoryError) -> AppendCount {
        state.withLock { state in
            var count = AppendCount()
            for behavior in behaviors {
                let key = BehaviorKey(behavior)
                guard state.keys.insert(key).inserted else {
                    count.repeated += 1
                    continue
                }
                state.logs[behavior.user, default: []].append(LoggedBehavior(behavior, key: key))
                count.inserted += 1
            }
            return count
        }
    }

    /// The user's newest behaviours, newest first.
    public func newest(
        _ limit: Int, of user: UserID, until time: Timestamp
    ) async throws(RepositoryError) -> [Behavior] {
        log(of: user).filter { $0.behavior.time <= time }.sorted().suffix(limit).reversed()
            .map(\.behavior)
    }

    /// The whole log, user by user.
    public func scan(
        until time: Timestamp, _ take: @Sendable ([Behavior]) async throws -> Bool
    ) async throws {
        let users = state.withLock { $0.logs.keys.sorted() }
        for user in users {
            let log = log(of: user).filter { $0.behavior.time <= time }.sorted()
            if log.isEmpty { continue }
            guard try await take(log.map(\.behavior)) else { return }
        }
    }

    /// Counts the log.
    public func count() async throws(RepositoryError) -> LogCount {
        state.withLock { state in
            let pending = state.logs.values.joined().count { $0.fold == nil }
            return LogCount(behaviors: state.keys.count, pending: pending)
        }
    }

    /// All that a user did, in order of arrival.
    func log(of user: UserID) -> [LoggedBehavior] {
        state.withLock { $0.logs[user] ?? [] }
    }

    /// Runs `change` on a user's log as one step that nobody sees the middle of.
    func withLog<T: Sendable>(
        of user: UserID, _ change: (inout [LoggedBehavior]) -> T
    ) -> T {
        state.withLock { change(&$0.logs[user, default: []]) }
    }
}
