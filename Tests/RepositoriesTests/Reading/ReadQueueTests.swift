import Interest
import Testing

@testable import Repositories

@Suite struct ReadQueueTests {
    let settings: FoldingSettings
    let start = ContinuousClock.now

    init() throws { settings = try FoldingSettings(.standard) }

    private func queue(_ change: (inout ReadLimits) -> Void = { _ in }) -> TestedQueue {
        var limits = ReadLimits.patient
        change(&limits)
        return TestedQueue(limits)
    }

    /// Enters a read; its waiter is called by its ticket.
    @discardableResult
    private func enter(
        _ user: UserID, _ ticket: UInt64, in queue: TestedQueue,
        after seconds: Int = 0, by other: FoldingSettings? = nil
    ) -> String {
        let entrance = queue.state.enter(
            "\(ticket)", ticket: ticket, user: user, settings: other ?? settings,
            now: start + .seconds(seconds))
        switch entrance {
        case .starts: return "starts"
        case .waits: return "waits"
        case .refused(let error): return "\(error.code)"
        }
    }

    @Test func `an idle worker starts at once, with all waiting reads`() throws {
        let queue = queue()
        #expect(enter("ann", 1, in: queue) == "starts")
        let batch = try #require(queue.take())
        #expect(batch.asks.map(\.user) == ["ann"])
        #expect(enter("bob", 2, in: queue) == "waits")
    }

    @Test func `what waits travels together, up to a batch, in the order it came`() throws {
        let queue = queue { $0.batchMax = 3 }
        for (ticket, user) in ["a", "b", "c", "d", "e"].enumerated() {
            enter(UserID(unchecked: user), UInt64(ticket), in: queue)
        }
        #expect(try #require(queue.take()).asks.map(\.user) == ["a", "b", "c"])
        #expect(try #require(queue.take()).asks.map(\.user) == ["d", "e"])
        #expect(queue.take() == nil)
        #expect(enter("f", 9, in: queue) == "starts")
    }

    @Test func `reads of one user that wait together are one ask`() throws {
        let queue = queue()
        enter("ann", 1, in: queue)
        enter("bob", 2, in: queue)
        enter("ann", 3, in: queue)
        let batch = try #require(queue.take())
        #expect(batch.asks.map(\.user) == ["ann", "bob"])
        #expect(queue.answer(batch.asks[0]) == ["1", "3"])
        #expect(queue.answer(batch.asks[1]) == ["2"])
        #expect(queue.count == 0)
    }

    @Test func `a read that comes during a query for the user queries again`() throws {
        let queue = queue()
        enter("ann", 1, in: queue)
        let first = try #require(queue.take())
        enter("ann", 2, in: queue)
        #expect(queue.answer(first.asks[0]) == ["1"])
        let second = try #require(queue.take())
        #expect(queue.answer(second.asks[0]) == ["2"])
    }

    @Test func `one too many is busy, and those under way count`() {
        let queue = queue { $0.waitersMax = 2 }
        enter("ann", 1, in: queue)
        _ = queue.take()
        #expect(enter("ann", 2, in: queue) == "waits")
        #expect(enter("bob", 3, in: queue) == "busy")
        #expect(queue.count == 2)
    }

    @Test func `a cancelled read is gone, and nobody asks for it`() throws {
        let queue = queue()
        enter("ann", 1, in: queue)
        enter("bob", 2, in: queue)
        enter("bob", 3, in: queue)
        #expect(queue.cancel(ticket: 1) == "1")
        #expect(queue.cancel(ticket: 1) == nil)
        #expect(queue.cancel(ticket: 2) == "2")
        let batch = try #require(queue.take())
        #expect(batch.asks.map(\.user) == ["bob"])
        #expect(queue.answer(batch.asks[0]) == ["3"])
    }

    @Test func `a read cancelled under way is not answered`() throws {
        let queue = queue()
        enter("ann", 1, in: queue)
        let batch = try #require(queue.take())
        #expect(queue.cancel(ticket: 1) == "1")
        #expect(queue.answer(batch.asks[0]).isEmpty)
        #expect(queue.take() == nil)
    }

    @Test func `who waits too long for a first turn is sent away`() throws {
        let queue = queue { $0.waitMax = .seconds(5) }
        enter("ann", 1, in: queue)
        _ = queue.take()
        #expect(queue.nextDeadline == nil)
        enter("bob", 2, in: queue, after: 1)
        enter("cem", 3, in: queue, after: 3)
        #expect(queue.nextDeadline == start + .seconds(6))
        #expect(queue.expire(now: start + .seconds(5)).isEmpty)
        #expect(queue.expire(now: start + .seconds(7)) == ["2"])
        #expect(try #require(queue.take()).asks.map(\.user) == ["cem"])
    }

    @Test func `a fold in steps goes to the back after each, without a deadline`() throws {
        let queue = queue { $0.batchMax = 1 }
        enter("heavy", 1, in: queue)
        let step = try #require(queue.take())
        enter("ann", 2, in: queue)
        enter("bob", 3, in: queue)
        #expect(queue.again(step.asks[0], settings: settings).isEmpty)
        let order = (0..<3).compactMap { _ in queue.take()?.asks.first?.user }
        #expect(order == ["ann", "bob", "heavy"])
        #expect(queue.again(step.asks[0], settings: settings).isEmpty)
        #expect(queue.nextDeadline == nil)
        #expect(queue.expire(now: start + .seconds(999)).isEmpty)
    }

    @Test func `who has waited for enough steps is sent away, and the fold goes on`() throws {
        let queue = queue {
            $0.batchMax = 1
            $0.stepsMax = 2
        }
        enter("heavy", 1, in: queue)
        var step = try #require(queue.take()).asks[0]
        #expect(queue.again(step, settings: settings).isEmpty)
        step = try #require(queue.take()).asks[0]
        #expect(queue.again(step, settings: settings) == ["1"])
        #expect(queue.count == 0)
        // A read that comes now waits for what goes on.
        enter("heavy", 2, in: queue)
        step = try #require(queue.take()).asks[0]
        #expect(queue.take() == nil)
        #expect(queue.answer(step) == ["2"])
        #expect(queue.take() == nil)
    }

    @Test func `no more folds go on with nobody waiting than may`() throws {
        let queue = queue {
            $0.batchMax = 1
            $0.stepsMax = 1
            $0.unattendedMax = 2
        }
        for (ticket, user) in ["ann", "bob", "cem"].enumerated() {
            enter(UserID(unchecked: user), UInt64(ticket), in: queue)
        }
        var sent: [String] = []
        for _ in 0..<3 {
            let step = try #require(queue.take()).asks[0]
            sent += queue.again(step, settings: settings)
        }
        #expect(sent == ["0", "1", "2"])
        let rest = (0..<3).compactMap { _ in queue.take()?.asks[0].user }
        #expect(rest == ["ann", "bob"])
    }

    @Test func `reads by other settings travel apart`() throws {
        let law = try ExponentialLaw([.init(halfLife: .hours(1))])
        let other = try FoldingSettings(Settings(law: law, gains: .standard))
        let queue = queue()
        enter("ann", 1, in: queue)
        enter("ann", 2, in: queue, by: other)
        let batches = (0..<2).compactMap { _ in queue.take() }
        #expect(batches.map(\.settings.fingerprint) == [settings.fingerprint, other.fingerprint])
        #expect(batches.map { queue.answer($0.asks[0]) } == [["1"], ["2"]])
    }

    private func seen(_ user: String, _ count: Int) -> [LoggedBehavior] {
        (0..<count).map { number in
            let behavior = click(user, "item\(number)", at: number)
            return LoggedBehavior(behavior, key: BehaviorKey(behavior))
        }
    }

    /// Enters reads, takes them all and hands them to another queue.
    private func handOver(
        _ reads: [(user: UserID, ticket: UInt64, known: [LoggedBehavior]?)], to other: TestedQueue
    ) throws -> [String] {
        let asker = queue()
        for read in reads { enter(read.user, read.ticket, in: asker) }
        let batch = try #require(asker.take())
        let entrances = zip(batch.asks, reads).map { ask, read in
            let handover = asker.state.leave(ask, known: read.known)
            return switch other.state.enter(handover, settings: settings, now: start) {
            case .starts: "starts"
            case .waits: "waits"
            case .refused(let error): "\(error.code)"
            }
        }
        #expect(asker.count == 0)
        return entrances
    }

    @Test func `reads that are handed over bring what was seen, in the order of the users`() throws
    {
        let folder = queue()
        let entrances = try handOver(
            [("bob", 1, seen("bob", 2)), ("ann", 2, seen("ann", 1))], to: folder)
        #expect(entrances == ["starts", "waits"])
        #expect(folder.nextDeadline == start + folder.waitMax)
        let batch = try #require(folder.take())
        #expect(batch.known?.map(\.behavior.user) == ["ann", "bob", "bob"])
        #expect(batch.asks.map { folder.answer($0) } == [["1"], ["2"]])
    }

    @Test func `what was seen of a user last is what counts`() throws {
        let folder = queue()
        _ = try handOver([("ann", 1, seen("ann", 1))], to: folder)
        _ = try handOver([("ann", 2, seen("ann", 3))], to: folder)
        let batch = try #require(folder.take())
        #expect(batch.known?.count == 3)
        #expect(folder.answer(batch.asks[0]) == ["1", "2"])
        _ = try handOver([("ann", 3, seen("ann", 3))], to: folder)
        _ = try handOver([("ann", 4, nil)], to: folder)
        #expect(try #require(folder.take()).known == nil)
    }

    @Test func `no more is brought along than one fold takes in`() throws {
        let folder = queue { $0.fold.behaviorsMax = 4 }
        _ = try handOver([("ann", 1, seen("ann", 3)), ("bob", 2, seen("bob", 2))], to: folder)
        #expect(try #require(folder.take()).known == nil)
        _ = try handOver([("ann", 3, seen("ann", 2)), ("bob", 4, seen("bob", 2))], to: folder)
        #expect(try #require(folder.take()).known?.count == 4)
    }

    @Test func `a read that is cancelled on its way is not waited for`() throws {
        let (asker, folder) = (queue(), queue())
        enter("ann", 1, in: asker)
        let ask = try #require(asker.take()).asks[0]
        #expect(asker.cancel(ticket: 1) == "1")
        let handover = asker.state.leave(ask, known: [])
        _ = folder.state.enter(handover, settings: settings, now: start)
        #expect(folder.take() == nil)
    }

    @Test func `a folder that is full is busy`() throws {
        let folder = queue { $0.waitersMax = 1 }
        #expect(try handOver([("ann", 1, []), ("bob", 2, [])], to: folder) == ["starts", "busy"])
        #expect(folder.count == 1)
    }

    @Test func `a worker that gives up sends everybody away, and may start again`() {
        let queue = queue()
        enter("ann", 1, in: queue)
        _ = queue.take()
        enter("bob", 2, in: queue)
        #expect(Set(queue.giveUp()) == ["1", "2"])
        #expect(enter("cem", 3, in: queue) == "starts")
    }
}

/// A queue whose changes may stand inside an expectation.
private final class TestedQueue {
    var state: ReadQueue<String>

    private let limits: ReadLimits

    init(_ limits: ReadLimits) {
        self.limits = limits
        state = ReadQueue(limits: limits)
    }

    var count: Int { state.count }
    var waitMax: Duration { limits.waitMax }
    var nextDeadline: ContinuousClock.Instant? { state.nextDeadline }

    func take() -> ReadQueue<String>.Batch? { state.take() }
    func answer(_ ask: ReadQueue<String>.Ask) -> [String] { state.answer(ask) }
    func again(_ ask: ReadQueue<String>.Ask, settings: FoldingSettings) -> [String] {
        state.again(ask, settings: settings)
    }
    func cancel(ticket: UInt64) -> String? { state.cancel(ticket: ticket) }
    func expire(now: ContinuousClock.Instant) -> [String] { state.expire(now: now) }
    func giveUp() -> [String] { state.giveUp() }
}
