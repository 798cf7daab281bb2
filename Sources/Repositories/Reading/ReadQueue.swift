internal import Interest

// What waits for one worker. A read waits as a ticket; the tickets of one user that wait together
// are one ask, which is answered once. An ask that has been taken is no longer joined: its
// question may have left already, and a read that comes now must see what is in the log now.
//
//      enter ──► asks: [ann: 1, 4] [bob: 2] [cem: 3] ──► take ──► batch ──► answer, or leave for
//                                                         ▲          │      another worker's queue
//                                                         └─ again ◄─┘  (a fold in steps)

/// Who waits for a read worker, and what it does next: a pure state, which performs nothing.
///
/// First come, first served; a user whose fold takes several steps goes to the back after each,
/// so that the others have their turn.
struct ReadQueue<Waiter> {
    /// A user's reads that are answered together.
    struct Ask {
        let user: UserID
        fileprivate(set) var tickets: [UInt64]
        /// When the first of them came; nil for who had a turn already.
        fileprivate(set) var entered: ContinuousClock.Instant?
        /// What the worker that handed it over saw pending of the user.
        fileprivate(set) var known: [LoggedBehavior]?
        /// How many steps of its fold those who wait have waited for.
        fileprivate(set) var steps = 0
        /// Whether its fold goes on although nobody waits for it any more.
        fileprivate(set) var isUnattended = false
    }

    /// What travels together: asks by the same settings.
    struct Batch {
        let settings: FoldingSettings
        var asks: [Ask]

        /// All that is known to be pending of them, user by user; nil where that was not seen of
        /// each.
        var known: [LoggedBehavior]? {
            let seen = asks.sorted { $0.user < $1.user }.compactMap(\.known)
            return seen.count == asks.count ? seen.flatMap(\.self) : nil
        }
    }

    /// A user's reads on their way to another worker.
    struct Handover {
        let user: UserID
        let waiters: [UInt64: Waiter]
        let known: [LoggedBehavior]?
    }

    /// What somebody who enters does next.
    enum Entrance {
        /// Starts the worker, which was idle.
        case starts
        /// Waits; the worker comes.
        case waits
        case refused(RepositoryError)
    }

    private struct Entry {
        var ask: Ask
        let settings: FoldingSettings
        /// When it has waited long enough; nil for who had a turn already.
        let deadline: ContinuousClock.Instant?
    }

    private let limits: ReadLimits
    private var queue: [Entry] = []
    /// Where the ask of each user stands that came last, counted from the first of all.
    private var places: [UserID: Int] = [:]
    /// How many have left the queue at its head.
    private var gone = 0
    /// Whether some of those who wait may have been cancelled.
    private var hasCancelled = false
    private var waiters: [UInt64: Waiter] = [:]
    /// How many behaviors the asks that wait bring along: no more than one fold takes in.
    private var knownCount = 0
    private var isWorking = false

    init(limits: ReadLimits) { self.limits = limits }

    /// How many wait or are being answered.
    var count: Int { waiters.count }

    /// Lets a read wait. Tickets are never used twice.
    mutating func enter(
        _ waiter: Waiter, ticket: UInt64, user: UserID, settings: FoldingSettings,
        now: ContinuousClock.Instant
    ) -> Entrance {
        guard waiters.count < limits.waitersMax else { return .refused(tooMany) }
        waiters[ticket] = waiter
        let ask = Ask(user: user, tickets: [ticket], entered: now)
        join(ask, settings: settings, deadline: now + limits.waitMax)
        return start()
    }

    /// Lets a user's reads wait that another worker had in its hands.
    mutating func enter(
        _ handover: Handover, settings: FoldingSettings, now: ContinuousClock.Instant
    ) -> Entrance {
        guard waiters.count + handover.waiters.count <= limits.waitersMax else {
            return .refused(tooMany)
        }
        guard !handover.waiters.isEmpty else { return .waits }
        waiters.merge(handover.waiters) { $1 }
        var ask = Ask(user: handover.user, tickets: Array(handover.waiters.keys))
        if let known = handover.known, knownCount + known.count <= limits.fold.behaviorsMax {
            ask.known = known
        }
        join(ask, settings: settings, deadline: now + limits.waitMax)
        return start()
    }

    /// Takes the reads of an ask that has been taken out, for another worker.
    mutating func leave(_ ask: Ask, known: [LoggedBehavior]?) -> Handover {
        var waiting: [UInt64: Waiter] = [:]
        for ticket in ask.tickets { waiting[ticket] = waiters.removeValue(forKey: ticket) }
        return Handover(user: ask.user, waiters: waiting, known: known)
    }

    private var tooMany: RepositoryError {
        RepositoryError(.busy, "\(waiters.count) reads wait already: try again later")
    }

    private mutating func start() -> Entrance {
        if isWorking { return .waits }
        isWorking = true
        return .starts
    }

    private mutating func join(
        _ ask: Ask, settings: FoldingSettings, deadline: ContinuousClock.Instant
    ) {
        knownCount += ask.known?.count ?? 0
        guard let place = place(of: ask.user),
            queue[place].settings.fingerprint == settings.fingerprint
        else { return append(Entry(ask: ask, settings: settings, deadline: deadline)) }
        queue[place].ask.tickets += ask.tickets
        // The newest view is what the newest read must get.
        knownCount -= queue[place].ask.known?.count ?? 0
        queue[place].ask.known = ask.known
    }

    /// Whatever waits, up to a batch; nil when nobody does, and the worker is idle then.
    mutating func take() -> Batch? {
        if hasCancelled {
            hasCancelled = false
            let waiters = waiters
            remove { entry in
                !entry.ask.isUnattended && !entry.ask.tickets.contains { waiters[$0] != nil }
            }
        }
        guard let first = queue.first else {
            isWorking = false
            return nil
        }
        var count = 1
        while count < min(queue.count, limits.batchMax),
            queue[count].settings.fingerprint == first.settings.fingerprint
        {
            count += 1
        }
        let batch = Batch(settings: first.settings, asks: queue[..<count].map(\.ask))
        queue.removeFirst(count)
        knownCount -= batch.asks.reduce(0) { $0 + ($1.known?.count ?? 0) }
        gone += count
        for ask in batch.asks where places[ask.user].map({ $0 < gone }) ?? false {
            places[ask.user] = nil
        }
        return batch
    }

    /// Those who get an answer: they no longer wait.
    mutating func answer(_ ask: Ask) -> [Waiter] {
        ask.tickets.compactMap { waiters.removeValue(forKey: $0) }
    }

    /// Gives an ask another turn, behind all that wait now.
    ///
    /// Returns those who have waited for enough steps and must come back. The fold goes on
    /// without them, unless too many do: then it goes on at its user's next read.
    mutating func again(_ ask: Ask, settings: FoldingSettings) -> [Waiter] {
        var ask = ask
        ask.entered = nil
        ask.known = nil
        ask.steps += 1
        guard ask.steps >= limits.stepsMax || ask.isUnattended else {
            append(Entry(ask: ask, settings: settings, deadline: nil))
            return []
        }
        let tired = answer(ask)
        ask.tickets = []
        ask.steps = 0
        ask.isUnattended = true
        let others = queue.count { $0.ask.isUnattended }
        if others < limits.unattendedMax {
            append(Entry(ask: ask, settings: settings, deadline: nil))
        }
        return tired
    }

    /// Lets one go who no longer wants to wait; nil when it does not (any more).
    mutating func cancel(ticket: UInt64) -> Waiter? {
        guard let waiter = waiters.removeValue(forKey: ticket) else { return nil }
        hasCancelled = true
        return waiter
    }

    /// Those who have waited too long for their first turn.
    mutating func expire(now: ContinuousClock.Instant) -> [Waiter] {
        let late = queue.filter { entry in entry.deadline.map { $0 <= now } ?? false }
        guard !late.isEmpty else { return [] }
        remove { entry in entry.deadline.map { $0 <= now } ?? false }
        return late.flatMap { answer($0.ask) }
    }

    /// When the next one will have waited too long; nil when nobody waits for a first turn.
    var nextDeadline: ContinuousClock.Instant? { queue.lazy.compactMap(\.deadline).min() }

    /// Everybody: the worker cannot work, and is idle.
    mutating func giveUp() -> [Waiter] {
        isWorking = false
        remove { _ in true }
        defer { waiters = [:] }
        return Array(waiters.values)
    }

    private func place(of user: UserID) -> Int? { places[user].map { $0 - gone } }

    private mutating func append(_ entry: Entry) {
        places[entry.ask.user] = gone + queue.count
        queue.append(entry)
    }

    private mutating func remove(where isToGo: (Entry) -> Bool) {
        queue.removeAll(where: isToGo)
        knownCount = queue.reduce(0) { $0 + ($1.ask.known?.count ?? 0) }
        places = [:]
        for (place, entry) in queue.enumerated() { places[entry.ask.user] = gone + place }
    }
}

extension ReadQueue.Ask: Sendable {}
extension ReadQueue.Handover: Sendable where Waiter: Sendable {}
