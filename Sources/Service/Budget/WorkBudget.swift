internal import CoreMetrics
internal import Synchronization

/// What all requests together may take of this server: requests at work, reads being asked, bytes
/// held.
///
/// A request takes its share before it begins. Where there is no room it waits for a stated time,
/// and is then turned away with 503 and `Retry-After`: a crowd finds a server that answers some of
/// it, and no memory that grows.
final class WorkBudget: Sendable {
    typealias Waiter = CheckedContinuation<Bool, Never>

    fileprivate struct State {
        var queue: BudgetQueue<Waiter>
        var nextTicket: UInt64 = 0
        /// The most that was ever taken, for tests and meters.
        var peak = RequestCost()
    }

    private let waitMax: Duration
    private let pause: @Sendable (Duration) async throws -> Void
    private let state: Mutex<State>
    private let refused: Counter

    /// - Parameters:
    ///   - waitersMax: how many may wait for a share.
    ///   - waitMax: how long one waits; zero for not at all.
    ///   - pause: waits; tests have a clock of their own.
    init(
        _ limit: RequestCost, waitersMax: Int, waitMax: Duration, metrics: any MetricsFactory,
        pause: @escaping @Sendable (Duration) async throws -> Void = {
            try await Task.sleep(for: $0)
        }
    ) {
        self.waitMax = waitMax
        self.pause = pause
        refused = Counter(label: "ebb_budget_refusals", factory: metrics)
        state = Mutex(State(queue: BudgetQueue(limit: limit, waitersMax: waitersMax)))
    }

    /// A share, which the caller has until it ends it or drops it.
    ///
    /// Throws 503 where there is no room for too long.
    func share(_ cost: RequestCost, isLong: Bool) async throws(Failure) -> WorkShare {
        try await take(cost, isLong: isLong)
        return WorkShare(of: self, cost, isLong: isLong)
    }

    /// What is taken now, the most that ever was, and how many wait.
    var usage: (now: RequestCost, peak: RequestCost, waiting: Int) {
        state.withLock { ($0.queue.used, $0.peak, $0.queue.waiting) }
    }

    fileprivate func take(_ cost: RequestCost, isLong: Bool) async throws(Failure) {
        if enter(cost, isLong: isLong) { return }
        let ticket = state.withLock { state in
            state.nextTicket += 1
            return state.nextTicket
        }
        let isGranted = waitMax > .zero ? await wait(for: cost, isLong: isLong, ticket) : false
        guard isGranted else {
            refused.increment()
            throw .unavailable("the service is busy: try again")
        }
    }

    /// The way of most requests: there is room.
    private func enter(_ cost: RequestCost, isLong: Bool) -> Bool {
        state.withLock { state in state.enterAtOnce(cost, isLong: isLong) }
    }

    private func wait(
        for cost: RequestCost, isLong: Bool, _ ticket: UInt64
    ) async -> Bool {
        let patience = Task {
            try await pause(waitMax)
            cancel(ticket)
        }
        defer { patience.cancel() }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { (waiter: Waiter) in
                let answer = state.withLock { state in
                    let answer = state.queue.enter(
                        ticket: ticket, cost, isLong: isLong, waiter: waiter)
                    state.note()
                    return answer
                }
                switch answer {
                case .granted: waiter.resume(returning: true)
                case .refused: waiter.resume(returning: false)
                // Cancelled before it waited, when there was nobody to cancel yet.
                case .waits: if Task.isCancelled { cancel(ticket) }
                }
            }
        } onCancel: {
            cancel(ticket)
        }
    }

    private func cancel(_ ticket: UInt64) {
        state.withLock { $0.queue.cancel(ticket: ticket) }?.resume(returning: false)
    }

    fileprivate func leave(_ cost: RequestCost, isLong: Bool) {
        let granted = state.withLock { state in
            let granted = state.queue.leave(cost, isLong: isLong)
            state.note()
            return granted
        }
        for waiter in granted { waiter.resume(returning: true) }
    }
}

extension WorkBudget.State {
    fileprivate mutating func enterAtOnce(_ cost: RequestCost, isLong: Bool) -> Bool {
        defer { note() }
        return queue.takeAtOnce(cost, isLong: isLong)
    }

    fileprivate mutating func note() {
        let used = queue.used
        peak.requests = max(peak.requests, used.requests)
        peak.reads = max(peak.reads, used.reads)
        peak.bytes = max(peak.bytes, used.bytes)
    }
}

/// One request's part of the budget. It ends by `end`, or when nobody has it any more.
final class WorkShare: Sendable {
    private let budget: WorkBudget
    private let isLong: Bool
    private let cost: Mutex<RequestCost>

    fileprivate init(of budget: WorkBudget, _ cost: RequestCost, isLong: Bool) {
        self.budget = budget
        self.isLong = isLong
        self.cost = Mutex(cost)
    }

    deinit { end() }

    /// Takes bytes more, which may have to be waited for.
    func grow(bytes: Int) async throws(Failure) {
        guard bytes > 0 else { return }
        let more = RequestCost(bytes: bytes)
        try await budget.take(more, isLong: isLong)
        cost.withLock { $0 = $0 + more }
    }

    /// Gives everything back.
    func end() {
        let all = cost.withLock { cost in
            defer { cost = RequestCost() }
            return cost
        }
        if all != RequestCost() { budget.leave(all, isLong: isLong) }
    }
}
