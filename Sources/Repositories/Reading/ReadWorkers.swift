internal import Interest
internal import Mongo
internal import Synchronization

/// Answers reads of users' weights, those that wait together in one go.
///
/// One worker asks for everybody, because the more users a question is about, the less each costs:
/// users who are up to date are answered by it. The others it hands to the folders; the hash of the
/// user picks one, which is serial, so that a user's folds never run into each other within one
/// process, and no read of the others waits for them.
///
/// A worker that is idle begins at once, with the reads that wait; a read that comes while it works
/// waits, and travels with all others that wait then.
final class ReadWorkers: Sendable {
    private let asker: ReadWorker
    private let tickets = Atomic<UInt64>(0)

    init(
        store: Store, limits: ReadLimits, now: @escaping @Sendable () -> Timestamp = SystemClock.now
    ) {
        let folders = (0..<max(1, limits.folders)).map {
            ReadWorker(number: 1 + $0, store: store, limits: limits, now: now)
        }
        asker = ReadWorker(
            number: 0, store: store, limits: limits, folders: folders, now: now)
    }

    /// The user's weights by `settings`.
    ///
    /// Throws `busy` when too many wait or the first turn does not come in time, and `unavailable`
    /// when the task is cancelled.
    func weights(
        of user: UserID, by settings: FoldingSettings
    ) async throws(RepositoryError) -> CurrentWeights {
        let ticket = tickets.add(1, ordering: .relaxed).newValue
        return try await asker.weights(of: user, by: settings, ticket: ticket)
    }

    /// How many wait or are being answered.
    var waiting: Int { asker.waiting + asker.folders.reduce(0) { $0 + $1.waiting } }
}

/// One queue of reads and the lane that answers them.
final class ReadWorker: Sendable {
    typealias Waiter = CheckedContinuation<Result<CurrentWeights, RepositoryError>, Never>
    typealias Queue = ReadQueue<Waiter>

    private struct State {
        var queue: Queue
        /// Whether somebody watches over the deadlines.
        var isWatched = false

        /// What is to be done when somebody has entered the queue.
        mutating func entered(_ entrance: Queue.Entrance, _ waiters: [Waiter]) -> Entered {
            var entered = Entered(waiters: waiters, entrance: entrance, count: queue.count)
            if case .waits = entrance, !isWatched {
                isWatched = true
                entered.watches = true
            }
            return entered
        }
    }

    /// Somebody who has come to the queue.
    private struct Entered {
        let waiters: [Waiter]
        let entrance: Queue.Entrance
        /// How many wait or are being answered now.
        let count: Int
        /// Whether a watch over the deadlines is to begin.
        var watches = false
    }

    let limits: ReadLimits
    let meters: ReadMeters
    /// Who folds for whom this one finds something pending; none if it is such a folder itself.
    let folders: [ReadWorker]
    /// What is dated later than this clock says is not folded yet.
    let now: @Sendable () -> Timestamp
    private let number: Int
    private let store: Store
    private let state: Mutex<State>

    init(
        number: Int, store: Store, limits: ReadLimits, folders: [ReadWorker] = [],
        now: @escaping @Sendable () -> Timestamp
    ) {
        self.number = number
        self.now = now
        self.store = store
        self.limits = limits
        self.folders = folders
        meters = ReadMeters(store.metrics, worker: number)
        state = Mutex(State(queue: Queue(limits: limits)))
    }

    func weights(
        of user: UserID, by settings: FoldingSettings, ticket: UInt64
    ) async throws(RepositoryError) -> CurrentWeights {
        try await withTaskCancellationHandler {
            await withCheckedContinuation { (waiter: Waiter) in
                enter(waiter, ticket: ticket, user: user, settings: settings)
                // Cancelled before it entered, when there was nobody to cancel yet.
                if Task.isCancelled { cancel(ticket) }
            }
        } onCancel: {
            cancel(ticket)
        }.get()
    }

    /// How many wait or are being answered.
    var waiting: Int { state.withLock(\.queue.count) }

    private func enter(
        _ waiter: Waiter, ticket: UInt64, user: UserID, settings: FoldingSettings
    ) {
        let entered = state.withLock { state in
            let entrance = state.queue.enter(
                waiter, ticket: ticket, user: user, settings: settings, now: .now)
            return state.entered(entrance, [waiter])
        }
        begin(entered)
    }

    private func begin(_ entered: Entered) {
        meters.waits(entered.count)
        // Tasks of their own, because others share the work, and it outlives its first caller.
        if entered.watches { Task { await watch() } }
        switch entered.entrance {
        case .starts: store.start(for: number) { await self.work() }
        case .waits: break
        case .refused(let error):
            for waiter in entered.waiters {
                meters.refused()
                waiter.resume(returning: .failure(error))
            }
        }
    }

    private func cancel(_ ticket: UInt64) {
        // Handing over holds this worker's state: a read that is not here any more is there by now.
        var waiter = state.withLock { $0.queue.cancel(ticket: ticket) }
        for folder in folders where waiter == nil {
            waiter = folder.state.withLock { $0.queue.cancel(ticket: ticket) }
        }
        waiter?.resume(
            returning: .failure(RepositoryError(.unavailable, "the read was cancelled")))
    }

    /// Answers until nobody waits.
    private func work() async {
        do {
            while try await store.perform(AnswerReads(worker: self), for: number) {}
        } catch {
            let waiters = state.withLock { $0.queue.giveUp() }
            for waiter in waiters { waiter.resume(returning: .failure(RepositoryError(error))) }
        }
    }

    /// Sends away who has waited too long, until nobody waits.
    private func watch() async {
        while let deadline = nextDeadline() {
            try? await ContinuousClock().sleep(until: deadline)
            let late = state.withLock { $0.queue.expire(now: .now) }
            meters.expired(late.count)
            for waiter in late { waiter.resume(returning: .failure(tooLate)) }
        }
    }

    private func nextDeadline() -> ContinuousClock.Instant? {
        state.withLock { state in
            let deadline = state.queue.nextDeadline
            state.isWatched = deadline != nil
            return deadline
        }
    }

    private var tooLate: RepositoryError {
        RepositoryError(
            .busy, "the read has waited \(limits.waitMax) for its turn: try again later")
    }
}

extension RepositoryError {
    /// A read of somebody of whom so much is pending that it takes longer than a read may.
    static var unfinishedFold: RepositoryError {
        RepositoryError(
            .unfinished,
            "so much is pending of this user that it takes several steps to fold: they go on, and "
                + "the same read is answered when they are done")
    }
}

/// What the operation on the lane asks of its worker.
extension ReadWorker {
    func take() -> Queue.Batch? {
        let (batch, count) = state.withLock { state in
            let batch = state.queue.take()
            return (batch, state.queue.count)
        }
        meters.waits(count)
        guard let batch else { return nil }
        if !folders.isEmpty {
            meters.asks(batch.asks.count, entered: batch.asks.compactMap(\.entered), now: .now)
        }
        return batch
    }

    func answer(_ ask: Queue.Ask, _ result: Result<CurrentWeights, RepositoryError>) {
        let waiters = state.withLock { $0.queue.answer(ask) }
        for waiter in waiters { waiter.resume(returning: result) }
    }

    func again(_ ask: Queue.Ask, settings: FoldingSettings) {
        let tired = state.withLock { $0.queue.again(ask, settings: settings) }
        for waiter in tired { waiter.resume(returning: .failure(.unfinishedFold)) }
    }

    /// Hands asks to the folders of their users.
    ///
    /// - Parameter pending: all that was seen pending of them; nil where that was not asked.
    func handOver(_ asks: [Queue.Ask], pending: [LoggedBehavior]?, settings: FoldingSettings) {
        let known = pending.map { Dictionary(grouping: $0, by: \.behavior.user) }
        let count = UInt(folders.count)
        let parts = Dictionary(grouping: asks) { UInt(bitPattern: $0.user.hashValue) % count }
        for (number, asks) in parts {
            let folder = folders[Int(number)]
            let entered = state.withLock { state in
                let handovers = asks.map { ask in
                    state.queue.leave(ask, known: known.map { $0[ask.user] ?? [] })
                }
                return folder.enter(handovers, settings: settings)
            }
            for entered in entered { folder.begin(entered) }
        }
    }

    private func enter(_ handovers: [Queue.Handover], settings: FoldingSettings) -> [Entered] {
        let now = ContinuousClock.now
        return state.withLock { state in
            handovers.map { handover in
                let entrance = state.queue.enter(handover, settings: settings, now: now)
                return state.entered(entrance, Array(handover.waiters.values))
            }
        }
    }
}
