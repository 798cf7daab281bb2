public import Interest
internal import Synchronization

/// The log in memory: for tests, and for what is honestly embedded and need not outlive us.
public final class MemoryBehaviorRepository: BehaviorRepository {
    private struct State {
        var keys: Set<BehaviorKey> = []
        var logs: [UserID: [LoggedBehavior]] = [:]
        var forgotten: Set<UserID> = []
        /// Whose folded behaviors were taken out since their document was made.
        var revised: Set<UserID> = []
        /// All that came, in order.
        var arrivals: [Arrival] = []
    }

    private let state = Mutex(State())

    /// An empty log.
    public init() {}

    /// Adds what is new.
    public func append(_ behaviors: [Behavior]) async throws(RepositoryError) -> AppendCount {
        state.withLock { state in
            var count = AppendCount()
            for (index, behavior) in behaviors.enumerated() {
                guard !state.forgotten.contains(behavior.user) else {
                    count.forgotten += 1
                    continue
                }
                let key = BehaviorKey(behavior)
                guard state.keys.insert(key).inserted else {
                    count.repeated += 1
                    count.repeatedIndices.append(index)
                    continue
                }
                state.logs[behavior.user, default: []].append(LoggedBehavior(behavior, key: key))
                state.arrivals.append(Arrival(behavior, at: behavior.time))
                count.inserted += 1
            }
            return count
        }
    }

    /// Those with one of the ids.
    public func behaviors(
        withEvents events: [EventID]
    ) async throws(RepositoryError) -> [Behavior] {
        let wanted = Set(events)
        return all.map(\.behavior).filter { $0.event.map(wanted.contains) ?? false }
    }

    /// The user's newest behaviors, newest first.
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

    /// What came behind a mark. Nobody notes when: it is taken to have come when it was done.
    public func arrivals(
        since mark: ArrivalMark, limit: Int
    ) async throws(RepositoryError) -> Arrivals {
        let all = state.withLock { $0.arrivals }
        let first =
            switch mark {
            case .now: all.count
            case .time(let time): all.firstIndex { $0.time >= time } ?? all.count
            case .place(let number): Int(number) ?? all.count
            }
        let found = all.dropFirst(first).prefix(limit)
        return Arrivals(Array(found), mark: .place("\(first + found.count)"))
    }

    /// Counts the log.
    public func count() async throws(RepositoryError) -> LogCount {
        state.withLock { state in
            let pending = state.logs.values.joined().count { $0.fold == nil }
            return LogCount(behaviors: state.keys.count, pending: pending)
        }
    }

    /// Everything, in no order.
    var all: [LoggedBehavior] { state.withLock { Array($0.logs.values.joined()) } }

    /// Takes out what `isMeant` says, and remembers whose documents no longer equal their log.
    func takeOut(_ isMeant: (Behavior) -> Bool) -> [Behavior] {
        state.withLock { state in
            var taken: [Behavior] = []
            for (user, log) in state.logs {
                let out = log.filter { isMeant($0.behavior) }
                guard !out.isEmpty else { continue }
                let left = log.filter { !isMeant($0.behavior) }
                state.logs[user] = left.isEmpty ? nil : left
                state.keys.subtract(out.map(\.key))
                if out.contains(where: { $0.fold != nil }) { state.revised.insert(user) }
                taken += out.map(\.behavior)
            }
            return taken
        }
    }

    /// Whose documents have to be refolded, each once, and whether anything of theirs is
    /// folded in still.
    func takeRevised() -> [UserID: Bool] {
        state.withLock { state in
            defer { state.revised = [] }
            return Dictionary(
                uniqueKeysWithValues: state.revised.map { user in
                    (user, state.logs[user]?.contains { $0.fold != nil } ?? false)
                })
        }
    }

    /// All that a user did, in order of arrival.
    func log(of user: UserID) -> [LoggedBehavior] {
        state.withLock { $0.logs[user] ?? [] }
    }

    /// Deletes a user's log and lets nothing of them in; returns the number of behaviors.
    func forget(_ user: UserID) -> Int {
        state.withLock { state in
            state.forgotten.insert(user)
            state.revised.remove(user)
            let log = state.logs.removeValue(forKey: user) ?? []
            for logged in log { state.keys.remove(logged.key) }
            return log.count
        }
    }

    /// Lets a user in again; false if the user was not kept out.
    func readmit(_ user: UserID) -> Bool {
        state.withLock { $0.forgotten.remove(user) != nil }
    }

    /// All erased users.
    var forgotten: Set<UserID> { state.withLock(\.forgotten) }

    func isForgotten(_ user: UserID) -> Bool {
        state.withLock { $0.forgotten.contains(user) }
    }

    /// Runs `change` on a user's log as one step that nobody sees the middle of.
    func withLog<T: Sendable>(
        of user: UserID, _ change: (inout [LoggedBehavior]) -> T
    ) -> T {
        state.withLock { change(&$0.logs[user, default: []]) }
    }
}
