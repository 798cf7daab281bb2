import Synchronization

/// Admits operations to lanes: suspends and resumes callers according to a ``LaneQueue``.
final class LaneGate: Sendable {
    typealias Admission = CheckedContinuation<Result<Int, StoreError>, Never>

    fileprivate struct State {
        var queue: LaneQueue<Admission>
        var nextTicket: UInt64 = 0
        /// Tickets that were cancelled before they were queued.
        var cancelled: Set<UInt64> = []
        var drained: [CheckedContinuation<Void, Never>] = []
    }

    private let state: Mutex<State>

    init(lanes: Int, waitersMax: Int) {
        state = Mutex(State(queue: LaneQueue(lanes: lanes, waitersMax: waitersMax)))
    }

    /// Waits for `lane`, or for any lane. The caller must release the lane with `leave`.
    func enter(lane: Int?) async throws(StoreError) -> Int {
        let ticket = state.withLock { state in
            state.nextTicket += 1
            return state.nextTicket
        }
        defer { state.withLock { _ = $0.cancelled.remove(ticket) } }
        return try await withTaskCancellationHandler {
            await withCheckedContinuation { (admission: Admission) in
                let answer = state.withLock { $0.enter(ticket, lane, admission) }
                if let answer { admission.resume(returning: answer) }
            }
        } onCancel: {
            let admission = state.withLock { state in
                let admission = state.queue.cancel(ticket: ticket, lane: lane)
                if admission == nil { state.cancelled.insert(ticket) }
                return admission
            }
            admission?.resume(returning: .failure(.operationCancelled))
        }.get()
    }

    func leave(lane: Int) {
        let (next, drained) = state.withLock { state in
            let next = state.queue.leave(lane: lane)
            return (next, state.takeDrained())
        }
        next?.resume(returning: .success(lane))
        for continuation in drained { continuation.resume() }
    }

    /// Whether the lane is free.
    func isFree(lane: Int) -> Bool { state.withLock { $0.queue.isFree(lane: lane) } }

    /// The number of waiting operations.
    var waiting: Int { state.withLock { $0.queue.count } }

    /// Rejects the waiting operations, and waits for the running ones.
    func close() async {
        let waiting = state.withLock { $0.queue.close() }
        for admission in waiting { admission.resume(returning: .failure(.storeClosed)) }
        await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
            let drained = state.withLock { state in
                state.drained.append(continuation)
                return state.takeDrained()
            }
            for continuation in drained { continuation.resume() }
        }
    }
}

extension LaneGate.State {
    /// The immediate answer; nil when the caller has to wait.
    fileprivate mutating func enter(
        _ ticket: UInt64, _ lane: Int?, _ admission: LaneGate.Admission
    ) -> Result<Int, StoreError>? {
        if cancelled.contains(ticket) { return .failure(.operationCancelled) }
        switch queue.enter(ticket: ticket, lane: lane, waiter: admission) {
        case .granted(let lane): return .success(lane)
        case .refused(let error): return .failure(error)
        case .waits: return nil
        }
    }

    /// The callers that wait for the end, once nothing runs any more.
    fileprivate mutating func takeDrained() -> [CheckedContinuation<Void, Never>] {
        guard queue.isClosed, queue.isIdle else { return [] }
        defer { drained = [] }
        return drained
    }
}
