/// The state of the lanes and of their waiting operations: pure, it returns what to do next.
///
/// First come, first served. An operation with a key waits for the lane of its key; any other
/// operation waits for the first free lane. Each queue is in the order of tickets, so the earlier
/// of two heads has waited longer.
struct LaneQueue<Waiter> {
    /// The answer to a request for a lane.
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
    /// The operations that wait for any lane.
    private var shared: [Entry] = []
    /// The operations that wait for this lane.
    private var keyed: [[Entry]]
    /// The number of waiting operations.
    private(set) var count = 0
    private let waitersMax: Int
    private(set) var isClosed = false

    init(lanes: Int, waitersMax: Int) {
        isBusy = Array(repeating: false, count: lanes)
        keyed = Array(repeating: [], count: lanes)
        self.waitersMax = waitersMax
    }

    /// Whether the lane is free.
    func isFree(lane: Int) -> Bool { !isBusy[lane] }

    /// Whether nothing runs.
    var isIdle: Bool { !isBusy.contains(true) }

    /// Requests `lane`, or any lane. Tickets must increase.
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

    /// Releases a lane, and returns the ticket that gets it next.
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

    /// Removes a waiting ticket; nil when it is not waiting.
    mutating func cancel(ticket: UInt64, lane: Int?) -> Waiter? {
        let queue = if let lane { keyed[lane] } else { shared }
        guard let index = queue.firstIndex(where: { $0.ticket == ticket }) else { return nil }
        count -= 1
        if let lane { return keyed[lane].remove(at: index).waiter }
        return shared.remove(at: index).waiter
    }

    /// Stops admission, and returns the waiting tickets, which must be rejected.
    mutating func close() -> [Waiter] {
        isClosed = true
        count = 0
        let waiting = (shared + keyed.joined()).sorted { $0.ticket < $1.ticket }
        shared = []
        keyed = keyed.map { _ in [] }
        return waiting.map(\.waiter)
    }
}
