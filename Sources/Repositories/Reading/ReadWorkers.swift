internal import Interest
internal import Mongo
internal import Synchronization

/// Answers reads of users' weights, those that wait together in one go.
///
/// The hash of the user picks a worker, which is serial: a user's reads and folds never run into
/// each other within one process. A worker that is idle begins at once, with whoever is there; who
/// comes while it works waits, and travels with all others who wait then.
final class ReadWorkers: Sendable {
    private let workers: [ReadWorker]
    private let tickets = Atomic<UInt64>(0)

    init(store: Store, limits: ReadLimits) {
        workers = (0..<max(1, limits.workers)).map {
            ReadWorker(number: $0, store: store, limits: limits)
        }
    }

    /// The user's weights by `settings`.
    ///
    /// Throws `busy` when too many wait or the first turn does not come in time, and `unavailable`
    /// when the task is cancelled.
    func weights(
        of user: UserID, by settings: FoldingSettings
    ) async throws(RepositoryError) -> Weights {
        let ticket = tickets.add(1, ordering: .relaxed).newValue
        let number = UInt(bitPattern: user.hashValue) % UInt(workers.count)
        return try await workers[Int(number)].weights(of: user, by: settings, ticket: ticket)
    }
}

/// One queue of reads and the lane that answers them.
final class ReadWorker: Sendable {
    typealias Waiter = CheckedContinuation<Result<Weights, RepositoryError>, Never>

    private struct State {
        var queue: ReadQueue<Waiter>
        /// Whether somebody watches over the deadlines.
        var isWatched = false
    }

    let limits: ReadLimits
    let meters: ReadMeters
    private let number: Int
    private let store: Store
    private let state: Mutex<State>

    init(number: Int, store: Store, limits: ReadLimits) {
        self.number = number
        self.store = store
        self.limits = limits
        meters = ReadMeters(store.metrics, worker: number)
        state = Mutex(State(queue: ReadQueue(limits: limits)))
    }

    func weights(
        of user: UserID, by settings: FoldingSettings, ticket: UInt64
    ) async throws(RepositoryError) -> Weights {
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
        let (entrance, watches, count) = state.withLock { state in
            let entrance = state.queue.enter(
                waiter, ticket: ticket, user: user, settings: settings, now: .now)
            let count = state.queue.count
            guard case .waits = entrance, !state.isWatched else { return (entrance, false, count) }
            state.isWatched = true
            return (entrance, true, count)
        }
        meters.waits(count)
        // Tasks of their own, because the work is everybody's and outlives whoever began it.
        if watches { Task { await watch() } }
        switch entrance {
        case .starts: store.start(for: number) { await self.work() }
        case .waits: break
        case .refused(let error):
            meters.refused()
            waiter.resume(returning: .failure(error))
        }
    }

    private func cancel(_ ticket: UInt64) {
        let waiter = state.withLock { $0.queue.cancel(ticket: ticket) }
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

/// What the operation on the lane asks of its worker.
extension ReadWorker {
    func take() -> ReadQueue<Waiter>.Batch? {
        let (batch, count) = state.withLock { state in
            let batch = state.queue.take()
            return (batch, state.queue.count)
        }
        meters.waits(count)
        guard let batch else { return nil }
        meters.took(batch.asks.count, entered: batch.asks.compactMap(\.entered), now: .now)
        return batch
    }

    func answer(_ ask: ReadQueue<Waiter>.Ask, _ result: Result<Weights, RepositoryError>) {
        let waiters = state.withLock { $0.queue.answer(ask) }
        for waiter in waiters { waiter.resume(returning: result) }
    }

    func again(_ ask: ReadQueue<Waiter>.Ask, settings: FoldingSettings) {
        state.withLock { $0.queue.again(ask, settings: settings) }
    }
}
