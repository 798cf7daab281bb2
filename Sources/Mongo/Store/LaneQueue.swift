/// Who has which lane, and who waits for one: a pure state that returns what to do next.
///
/// First come, first served. An operation that wants one lane (its key's) waits for that
/// one only; one that takes any lane waits for whichever is free first. Each queue is in the
/// order of tickets, so the earlier of two heads has waited longer.
struct LaneQueue<Waiter> {
    /// What somebody who asks for a lane gets.
    enum Answer {
        case granted(Int)
        case waits
        case refused(StoreError)
    }

    private struct Entry {
        let ticket: UInt64
        let waiter: Waiter
    }

    private var isBusy: [Bool]
    /// Those who take any lane.
    private var shared: [Entry] = []
    /// Those who want this one.
    private var keyed: [[Entry]]
    /// How many wait.
    private(set) var count = 0
    private let waitersMax: Int
    private(set) var isClosed = false

    init(lanes: Int, waitersMax: Int) {
        isBusy = Array(repeating: false, count: lanes)
        keyed = Array(repeating: [], count: lanes)
        self.waitersMax = waitersMax
    }

    /// Whether nobody has the lane.
    func isFree(lane: Int) -> Bool { !isBusy[lane] }

    /// Whether nothing runs.
    var isIdle: Bool { !isBusy.contains(true) }

    /// Asks for `lane`, or for any. Tickets must grow.
    mutating func enter(ticket: UInt64, lane: Int?, waiter: Waiter) -> Answer {
        if isClosed { return .refused(.storeClosed) }
        if let free = lane ?? isBusy.lastIndex(of: false), !isBusy[free] {
            isBusy[free] = true
            return .granted(free)
        }
        guard count < waitersMax else {
            return .refused(
                StoreError(.busy, "\(count) operations wait for the database: try again later"))
        }
        count += 1
        let entry = Entry(ticket: ticket, waiter: waiter)
        if let lane { keyed[lane].append(entry) } else { shared.append(entry) }
        return .waits
    }

    /// Gives a lane back; the one returned has it next.
    mutating func leave(lane: Int) -> Waiter? {
        let own = keyed[lane].first?.ticket ?? .max
        let other = shared.first?.ticket ?? .max
        guard own != other else {
            isBusy[lane] = false
            return nil
        }
        count -= 1
        return own < other ? keyed[lane].removeFirst().waiter : shared.removeFirst().waiter
    }

    /// Lets one go who no longer wants to wait; nil when it does not wait (any more).
    mutating func cancel(ticket: UInt64, lane: Int?) -> Waiter? {
        let queue = if let lane { keyed[lane] } else { shared }
        guard let index = queue.firstIndex(where: { $0.ticket == ticket }) else { return nil }
        count -= 1
        if let lane { return keyed[lane].remove(at: index).waiter }
        return shared.remove(at: index).waiter
    }

    /// Admits nobody any more; those returned waited and are to be sent away.
    mutating func close() -> [Waiter] {
        isClosed = true
        count = 0
        let waiting = (shared + keyed.joined()).sorted { $0.ticket < $1.ticket }
        shared = []
        keyed = keyed.map { _ in [] }
        return waiting.map(\.waiter)
    }
}
