import HTTPTypes
import Interest
import Metering
import NIOCore
import Recommending
import Testing

@testable import Service

/// The budget: who has a share of the server, who waits for one, and who is turned away.
struct BudgetTests {
    private let limit = RequestCost(requests: 4, reads: 100, bytes: 1000)

    private func cost(_ requests: Int, reads: Int = 0, bytes: Int = 0) -> RequestCost {
        RequestCost(requests: requests, reads: reads, bytes: bytes)
    }

    @Test func `a share is taken whole, and who does not fit waits for all of it`() {
        let queue = TestedBudget(limit: limit, waitersMax: 9)
        #expect(queue.takeAtOnce(cost(1, reads: 60, bytes: 10), isLong: false))
        #expect(!queue.takeAtOnce(cost(1, reads: 60, bytes: 10), isLong: false))
        guard
            case .waits = queue.enter(
                ticket: 1, cost(1, reads: 60, bytes: 10), isLong: false, waiter: "a")
        else {
            Issue.record("there is no room for a second one")
            return
        }
        #expect(queue.used == cost(1, reads: 60, bytes: 10))
        #expect(queue.leave(cost(1, reads: 60, bytes: 10), isLong: false) == ["a"])
        #expect(queue.used == cost(1, reads: 60, bytes: 10) && queue.waiting == 0)
    }

    @Test func `who comes later does not go before who waits`() {
        let queue = TestedBudget(limit: limit, waitersMax: 9)
        #expect(queue.takeAtOnce(cost(1, bytes: 900), isLong: false))
        _ = queue.enter(ticket: 1, cost(1, bytes: 500), isLong: false, waiter: "large")
        #expect(!queue.takeAtOnce(cost(1, bytes: 50), isLong: false))
        _ = queue.enter(ticket: 2, cost(1, bytes: 50), isLong: false, waiter: "small")
        #expect(queue.leave(cost(1, bytes: 900), isLong: false) == ["large", "small"])
    }

    @Test func `long work leaves a quarter to short work, and waits behind it`() {
        let queue = TestedBudget(limit: limit, waitersMax: 9)
        #expect(queue.takeAtOnce(cost(1, reads: 70), isLong: true))
        #expect(!queue.takeAtOnce(cost(1, reads: 10), isLong: true))
        _ = queue.enter(ticket: 1, cost(1, reads: 70), isLong: true, waiter: "long")
        #expect(queue.takeAtOnce(cost(1, reads: 30), isLong: false))
        _ = queue.enter(ticket: 2, cost(1, reads: 50), isLong: false, waiter: "short")
        #expect(queue.leave(cost(1, reads: 70), isLong: true) == ["short"])
        #expect(queue.leave(cost(1, reads: 30), isLong: false).isEmpty)
        #expect(queue.leave(cost(1, reads: 50), isLong: false) == ["long"])
    }

    @Test func `what is larger than everything has its turn alone`() {
        let queue = TestedBudget(limit: limit, waitersMax: 9)
        #expect(queue.takeAtOnce(cost(1, bytes: 5000), isLong: true))
        #expect(!queue.takeAtOnce(cost(1, bytes: 1), isLong: false))
        _ = queue.enter(ticket: 1, cost(1, bytes: 1), isLong: false, waiter: "a")
        #expect(queue.leave(cost(1, bytes: 5000), isLong: true) == ["a"])
    }

    @Test func `a limited number wait, and one that gives up is gone`() {
        let queue = TestedBudget(limit: cost(1), waitersMax: 1)
        #expect(queue.takeAtOnce(cost(1), isLong: false))
        _ = queue.enter(ticket: 1, cost(1), isLong: false, waiter: "a")
        guard case .refused = queue.enter(ticket: 2, cost(1), isLong: true, waiter: "b") else {
            Issue.record("one too many waits")
            return
        }
        #expect(queue.cancel(ticket: 1) == "a")
        #expect(queue.cancel(ticket: 1) == nil)
        #expect(queue.leave(cost(1), isLong: false).isEmpty && queue.used == RequestCost())
    }

    @Test func `a request waits for its share, and gets it`() async throws {
        let budget = WorkBudget(
            cost(1), waitersMax: 9, waitMax: .seconds(9), metrics: Registry(.ebb),
            pause: { _ in try await Task.sleep(for: .seconds(86_400)) })
        let first = try await budget.share(cost(1), isLong: false)
        let second = Task { try await budget.share(cost(1), isLong: false) }
        while budget.usage.waiting == 0 { await Task.yield() }
        first.end()
        let share = try await second.value
        #expect(budget.usage.now == cost(1))
        share.end()
        share.end()
        #expect(budget.usage.now == RequestCost())
    }

    @Test func `whose time is up, or whose client has gone, takes nothing`() async throws {
        let budget = WorkBudget(
            cost(1), waitersMax: 9, waitMax: .seconds(1), metrics: Registry(.ebb), pause: { _ in })
        let first = try await budget.share(cost(1), isLong: false)
        let late = await #expect(throws: Failure.self) {
            _ = try await budget.share(cost(1), isLong: false)
        }
        #expect(late?.status == .serviceUnavailable)
        #expect(late?.headers[.retryAfter] == "1")
        first.end()
        #expect(budget.usage.now == RequestCost() && budget.usage.waiting == 0)
    }

    @Test func `a share that is dropped ends`() async throws {
        let budget = WorkBudget(
            cost(1, bytes: 7), waitersMax: 9, waitMax: .zero, metrics: Registry(.ebb))
        _ = try await budget.share(cost(1), isLong: false)
        #expect(budget.usage.now == RequestCost())
        let grown = try await budget.share(cost(1), isLong: false)
        try await grown.grow(bytes: 7)
        #expect(budget.usage.now == cost(1, bytes: 7))
        grown.end()
        #expect(budget.usage.now == RequestCost() && budget.usage.peak == cost(1, bytes: 7))
    }

    @Test func `JSON of too many values is refused before it is read`() async throws {
        var world = try World()
        world.configuration.elementsMax = 10
        let many = "[" + Array(repeating: "[1]", count: 9).joined(separator: ",") + "]"
        let answer = try await world.ask(.post, "/api/feedback", body: many)
        #expect(answer.status == 413)
        #expect(answer.body == "the body has more than 10 values: send less at once")
    }

    @Test func `a body that finds no room is refused with a time to come back`() async throws {
        var world = try World()
        world.configuration.heldMax = 1
        world.configuration.budgetWaitMax = .zero
        let answer = try await world.ask(
            .post, "/api/feedback",
            body: #"[{"FeedbackType":"click","UserId":"ann","ItemId":"a"}]"#)
        #expect(answer.status == 503)
        #expect(answer.headers[.retryAfter] == "1")
    }
}

/// A queue whose changes may stand inside an expectation.
private final class TestedBudget {
    private var state: BudgetQueue<String>

    init(limit: RequestCost, waitersMax: Int) {
        state = BudgetQueue(limit: limit, waitersMax: waitersMax)
    }

    var used: RequestCost { state.used }
    var waiting: Int { state.waiting }

    func takeAtOnce(_ cost: RequestCost, isLong: Bool) -> Bool {
        state.takeAtOnce(cost, isLong: isLong)
    }
    func enter(
        ticket: UInt64, _ cost: RequestCost, isLong: Bool, waiter: String
    ) -> BudgetQueue<String>.Answer {
        state.enter(ticket: ticket, cost, isLong: isLong, waiter: waiter)
    }
    func leave(_ cost: RequestCost, isLong: Bool) -> [String] {
        state.leave(cost, isLong: isLong)
    }
    func cancel(ticket: UInt64) -> String? { state.cancel(ticket: ticket) }
}
