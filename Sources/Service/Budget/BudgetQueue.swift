// The budget is one sum for each thing that requests take: requests at work, reads being asked, and
// bytes held. A share is taken whole or not at all. Two rows wait: short work first, and long work
// (exports, histories, neighbors) behind it, which is never given more than three quarters, so that
// a crowd of long requests leaves a quarter to the short ones.

/// Who has which share of the budget, and who waits for one: a pure state, which performs nothing.
struct BudgetQueue<Waiter> {
    /// The answer to a request for a share.
    enum Answer {
        case granted
        case waits
        case refused
    }

    private struct Entry {
        let ticket: UInt64
        let cost: RequestCost
        let waiter: Waiter
    }

    /// Three quarters of the budget is the most that long work has.
    private static var longFraction: (numerator: Int, denominator: Int) { (3, 4) }

    private let limit: RequestCost
    private let longLimit: RequestCost
    private let waitersMax: Int
    /// The shares of all.
    private(set) var used = RequestCost()
    private var longUsed = RequestCost()
    private var short: [Entry] = []
    private var long: [Entry] = []

    init(limit: RequestCost, waitersMax: Int) {
        self.limit = limit
        self.waitersMax = waitersMax
        let (numerator, denominator) = Self.longFraction
        longLimit = limit.scaled(numerator, of: denominator)
    }

    /// How many wait.
    var waiting: Int { short.count + long.count }

    /// Takes a share where nobody waits for one and there is room. What is larger than the whole
    /// budget has room when nobody else has any.
    mutating func takeAtOnce(_ cost: RequestCost, isLong: Bool) -> Bool {
        guard (isLong ? long : short).isEmpty, isRoom(for: cost, isLong: isLong) else {
            return false
        }
        take(cost, isLong: isLong)
        return true
    }

    /// Takes a share, or waits for it.
    mutating func enter(
        ticket: UInt64, _ cost: RequestCost, isLong: Bool, waiter: Waiter
    ) -> Answer {
        if takeAtOnce(cost, isLong: isLong) { return .granted }
        guard waiting < waitersMax else { return .refused }
        let entry = Entry(ticket: ticket, cost: cost, waiter: waiter)
        if isLong { long.append(entry) } else { short.append(entry) }
        return .waits
    }

    /// Gives a share back; returns those who have theirs now.
    mutating func leave(_ cost: RequestCost, isLong: Bool) -> [Waiter] {
        used = used - cost
        if isLong { longUsed = longUsed - cost }
        var granted: [Waiter] = []
        while let first = short.first, isRoom(for: first.cost, isLong: false) {
            take(first.cost, isLong: false)
            granted.append(short.removeFirst().waiter)
        }
        while let first = long.first, isRoom(for: first.cost, isLong: true) {
            take(first.cost, isLong: true)
            granted.append(long.removeFirst().waiter)
        }
        return granted
    }

    /// Removes one who waits; nil when it does not.
    mutating func cancel(ticket: UInt64) -> Waiter? {
        if let place = short.firstIndex(where: { $0.ticket == ticket }) {
            return short.remove(at: place).waiter
        }
        guard let place = long.firstIndex(where: { $0.ticket == ticket }) else { return nil }
        return long.remove(at: place).waiter
    }

    private func isRoom(for cost: RequestCost, isLong: Bool) -> Bool {
        guard (used + cost).fits(in: limit, where: cost) || used == RequestCost() else {
            return false
        }
        guard isLong else { return true }
        return (longUsed + cost).fits(in: longLimit, where: cost) || longUsed == RequestCost()
    }

    private mutating func take(_ cost: RequestCost, isLong: Bool) {
        used = used + cost
        if isLong { longUsed = longUsed + cost }
    }
}

extension RequestCost {
    /// Whether the sum is within `limit` in every part that `cost` adds to.
    fileprivate func fits(in limit: RequestCost, where cost: RequestCost) -> Bool {
        (cost.requests == 0 || requests <= limit.requests)
            && (cost.reads == 0 || reads <= limit.reads)
            && (cost.bytes == 0 || bytes <= limit.bytes)
    }
}
