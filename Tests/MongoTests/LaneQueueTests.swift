import Testing

@testable import Mongo

@Suite struct LaneQueueTests {
    @Test func `free lanes are granted and full ones waited for`() {
        var queue = LaneQueue<String>(lanes: 2, waitersMax: 8)
        #expect(queue.enter(ticket: 1, lane: nil, waiter: "a").lane != nil)
        #expect(queue.enter(ticket: 2, lane: nil, waiter: "b").lane != nil)
        #expect(queue.enter(ticket: 3, lane: nil, waiter: "c").lane == nil)
        #expect(queue.count == 1)
    }

    @Test func `the one who has waited longest is next, keyed or not`() {
        var queue = LaneQueue<String>(lanes: 1, waitersMax: 8)
        _ = queue.enter(ticket: 1, lane: 0, waiter: "running")
        _ = queue.enter(ticket: 2, lane: nil, waiter: "any")
        _ = queue.enter(ticket: 3, lane: 0, waiter: "keyed")
        _ = queue.enter(ticket: 4, lane: nil, waiter: "any again")
        #expect(queue.leave(lane: 0) == "any")
        #expect(queue.leave(lane: 0) == "keyed")
        #expect(queue.leave(lane: 0) == "any again")
        #expect(queue.leave(lane: 0) == nil)
        #expect(queue.isIdle)
    }

    @Test func `one who wants a lane is not given another`() {
        var queue = LaneQueue<String>(lanes: 2, waitersMax: 8)
        #expect(queue.enter(ticket: 1, lane: 0, waiter: "first").lane == 0)
        #expect(queue.enter(ticket: 2, lane: 0, waiter: "second").lane == nil)
        #expect(queue.enter(ticket: 3, lane: nil, waiter: "any").lane == 1)
        #expect(queue.leave(lane: 1) == nil)
        #expect(queue.leave(lane: 0) == "second")
    }

    @Test func `one too many is refused as busy`() {
        var queue = LaneQueue<String>(lanes: 1, waitersMax: 1)
        _ = queue.enter(ticket: 1, lane: nil, waiter: "runs")
        _ = queue.enter(ticket: 2, lane: nil, waiter: "waits")
        #expect(queue.enter(ticket: 3, lane: nil, waiter: "many").error?.code == .busy)
        #expect(queue.leave(lane: 0) == "waits")
        #expect(queue.enter(ticket: 4, lane: 0, waiter: "room again").error == nil)
    }

    @Test func `one who gives up leaves the order of the others`() {
        var queue = LaneQueue<String>(lanes: 1, waitersMax: 8)
        _ = queue.enter(ticket: 1, lane: nil, waiter: "runs")
        for (ticket, name) in [(2, "a"), (3, "b"), (4, "c")] {
            _ = queue.enter(ticket: UInt64(ticket), lane: nil, waiter: name)
        }
        #expect(queue.cancel(ticket: 3, lane: nil) == "b")
        #expect(queue.cancel(ticket: 3, lane: nil) == nil)
        #expect(queue.cancel(ticket: 1, lane: nil) == nil)
        #expect(queue.leave(lane: 0) == "a")
        #expect(queue.leave(lane: 0) == "c")
        #expect(queue.count == 0)
    }

    @Test func `a closed queue sends all away in order and admits nobody`() {
        var queue = LaneQueue<String>(lanes: 2, waitersMax: 8)
        _ = queue.enter(ticket: 1, lane: 0, waiter: "runs")
        _ = queue.enter(ticket: 2, lane: 1, waiter: "runs")
        _ = queue.enter(ticket: 3, lane: 1, waiter: "b")
        _ = queue.enter(ticket: 4, lane: nil, waiter: "c")
        _ = queue.enter(ticket: 5, lane: 0, waiter: "d")
        #expect(queue.close() == ["b", "c", "d"])
        #expect(queue.enter(ticket: 6, lane: nil, waiter: "late").error?.code == .closed)
        #expect(!queue.isIdle)
        #expect(queue.leave(lane: 0) == nil)
        #expect(queue.leave(lane: 1) == nil)
        #expect(queue.isIdle)
    }
}

extension LaneQueue.Answer {
    var lane: Int? { if case .granted(let lane) = self { lane } else { nil } }
    var error: StoreError? { if case .refused(let error) = self { error } else { nil } }
}
