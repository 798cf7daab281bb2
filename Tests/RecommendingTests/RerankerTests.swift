import HTTPCalls
import Interest
import LargeModels
import ModelStub
import Repositories
import Synchronization
import Testing

@testable import Recommending

/// A clock that a test moves.
private final class HandClock: Sendable {
    private let time = Mutex(Duration.zero)

    func move(_ step: Duration) { time.withLock { $0 += step } }

    var elapsed: @Sendable () -> Duration { { self.time.withLock { $0 } } }
}

struct RerankerTests {
    private static let now = Timestamp(seconds: 1_715_299_200)
    private let clock = HandClock()
    private let items = Dictionary(
        uniqueKeysWithValues: ["a", "b", "c", "d", "liked"].map {
            (item($0), Item(id: item($0), title: "Film \($0)", categories: ["Drama"]))
        })
    private let list = ["a", "b", "c", "d"].enumerated().map {
        Recommendation(item: item($1), score: 1 / Double($0 + 1), recommender: "blend")
    }
    private let likes = [ItemWeight(item: item("liked"), weight: 2, last: now - .days(3))]

    private func configuration() -> RerankConfiguration {
        var configuration = RerankConfiguration()
        configuration.mix = 1
        configuration.deadline = .seconds(10)
        configuration.failuresMax = 2
        return configuration
    }

    private func reranker(
        _ server: StubServer, _ configuration: RerankConfiguration,
        spending: MemorySpendingRepository = .init(), callsMax: Int = 4
    ) throws -> Reranker {
        Reranker(
            RerankEndpoint(
                try ModelAddress(server.base, model: "m"),
                client: CallClient(callsMax: callsMax)),
            spending: spending, configuration: configuration, now: { Self.now },
            elapsed: clock.elapsed)
    }

    /// What a server's answer makes of the list.
    private func order(
        _ answer: StubAnswer, _ change: (inout RerankConfiguration) -> Void = { _ in }
    ) async throws -> (order: [String], Reranker.Result) {
        let server = try await StubServer { _, _ in answer }
        defer { Task { await server.close() } }
        var configuration = configuration()
        change(&configuration)
        let result = try await reranker(server, configuration)
            .reorder(list, for: likes, items: items)
        return (result.list.map(\.item.text), result)
    }

    private static func ranked(_ indices: [Int]) -> StubAnswer {
        let entries = indices.enumerated().map {
            "{\"index\":\($1),\"relevance_score\":\(1 / Double($0 + 1))}"
        }
        return .json("{\"results\":[\(entries.joined(separator: ","))]}")
    }

    @Test func `the head is reordered`() async throws {
        let (order, result) = try await order(Self.ranked([3, 1, 0, 2]))
        #expect(order == ["d", "b", "a", "c"])
        #expect(result.outcome == .reordered)
        #expect(result.tokens > 0)
    }

    @Test func `only the head is sent, and the rest follows`() async throws {
        let (order, _) = try await order(Self.ranked([1, 0])) { $0.head = 2 }
        #expect(order == ["b", "a", "c", "d"])
    }

    @Test func `a share of zero leaves the list and asks nobody`() async throws {
        let (order, result) = try await order(Self.ranked([3, 1, 0, 2])) { $0.mix = 0 }
        #expect(order == ["a", "b", "c", "d"])
        #expect(result.outcome == .kept(.nothing))
    }

    @Test(arguments: [
        ([1, 1, 1, 0], ["b", "a", "c", "d"], 2), ([9, 2, -1], ["c", "a", "b", "d"], 2),
        ([2], ["c", "a", "b", "d"], 0),
    ])
    func `every candidate appears once, whatever the answer says`(
        indices: [Int], expected: [String], dropped: Int
    ) async throws {
        let (order, result) = try await order(Self.ranked(indices))
        #expect(order == expected)
        #expect(result.dropped == dropped)
    }

    @Test(arguments: [
        (StubAnswer.silence, RerankOutcome.Reason.deadline), (.endless, .deadline),
        (.cut, .failed), (.reply(500, headers: [:], body: "{}"), .failed),
        (.reply(429, headers: ["Retry-After": "9"], body: "{}"), .failed),
        (.json("no"), .malformed), (.json("{\"results\":[{\"index\":\"x\"}]}"), .malformed),
        (.json("{\"results\":[]}"), .malformed), (.json("{\"other\":1}"), .malformed),
    ])
    func `on any failure the list keeps its order and says why`(
        answer: StubAnswer, reason: RerankOutcome.Reason
    ) async throws {
        let (order, result) = try await order(answer) {
            if reason == .deadline { $0.deadline = .milliseconds(50) }
        }
        #expect(order == ["a", "b", "c", "d"])
        #expect(result.outcome == .kept(reason))
        #expect(result.problem != nil)
    }

    @Test func `the same question is answered from memory, a changed profile is asked`()
        async throws
    {
        let server = try await StubServer { _, _ in Self.ranked([3, 2, 1, 0]) }
        defer { Task { await server.close() } }
        let reranker = try reranker(server, configuration())
        _ = await reranker.reorder(list, for: likes, items: items)
        let again = await reranker.reorder(list, for: likes, items: items)
        #expect(again.outcome == .cached)
        #expect(again.list.map(\.item.text) == ["d", "c", "b", "a"])
        // Ten minutes more of fading is the same in words.
        let later = [ItemWeight(item: item("liked"), weight: 1.9, last: Self.now - .days(3))]
        #expect(await reranker.reorder(list, for: later, items: items).outcome == .cached)
        let older = [ItemWeight(item: item("liked"), weight: 2, last: Self.now - .days(9))]
        #expect(await reranker.reorder(list, for: older, items: items).outcome == .reordered)
        clock.move(.seconds(3601))
        #expect(await reranker.reorder(list, for: likes, items: items).outcome == .reordered)
        #expect(server.requests.count == 3)
    }

    @Test func `after failures in a row nobody is asked until one call may try`() async throws {
        let server = try await StubServer { _, count in
            count < 3 ? .reply(500, headers: [:], body: "{}") : Self.ranked([1, 0, 2, 3])
        }
        defer { Task { await server.close() } }
        let reranker = try reranker(server, configuration())
        for _ in 0..<2 { _ = await reranker.reorder(list, for: likes, items: items) }
        #expect(reranker.isResting)
        let resting = await reranker.reorder(list, for: likes, items: items)
        #expect(resting.outcome == .kept(.breaker))
        #expect(server.requests.count == 2)
        clock.move(.seconds(31))
        #expect(await reranker.reorder(list, for: likes, items: items).outcome == .kept(.failed))
        #expect(reranker.isResting)
        clock.move(.seconds(31))
        #expect(await reranker.reorder(list, for: likes, items: items).outcome == .reordered)
        #expect(!reranker.isResting)
    }

    @Test func `a server that asks to wait is left alone for as long as it says`() async throws {
        let server = try await StubServer { _, _ in
            .reply(429, headers: ["Retry-After": "100"], body: "{}")
        }
        defer { Task { await server.close() } }
        let reranker = try reranker(server, configuration())
        _ = await reranker.reorder(list, for: likes, items: items)
        clock.move(.seconds(99))
        #expect(reranker.isResting)
        clock.move(.seconds(2))
        #expect(!reranker.isResting)
    }

    @Test func `a spent budget asks nobody, and tomorrow has its own`() async throws {
        let server = try await StubServer { _, _ in Self.ranked([1, 0, 2, 3]) }
        defer { Task { await server.close() } }
        let spending = MemorySpendingRepository()
        var limits = configuration()
        limits.tokensPerDay = 100
        _ = try await spending.reserve(90, of: 100, on: SpendingDay(Self.now))
        let spent = await (try reranker(server, limits, spending: spending))
            .reorder(list, for: likes, items: items)
        #expect(spent.outcome == .kept(.budget))
        #expect(server.requests.isEmpty)
        limits.tokensPerDay = 1000
        let paid = await (try reranker(server, limits, spending: spending))
            .reorder(list, for: likes, items: items)
        #expect(paid.outcome == .reordered)
        #expect(try await spending.spent(on: SpendingDay(Self.now)) == 90 + paid.tokens)
        #expect(SpendingDay(Self.now + .days(1)) != SpendingDay(Self.now))
    }

    @Test func `more calls than allowed keep their order at once and open no breaker`() async throws
    {
        let server = try await StubServer { _, _ in .silence }
        defer { Task { await server.close() } }
        var limits = configuration()
        limits.deadline = .seconds(60)
        let reranker = try reranker(server, limits, callsMax: 1)
        let first = Task { await reranker.reorder(list, for: likes, items: items) }
        while server.requests.isEmpty { try await Task.sleep(for: .milliseconds(2)) }
        for _ in 0..<3 {
            let other = await reranker.reorder(list, for: likes, items: items)
            #expect(other.outcome == .kept(.busy))
        }
        #expect(!reranker.isResting)
        first.cancel()
        _ = await first.value
    }

    @Test func `the query tells what is left and how long ago, and no id`() throws {
        let prompt = try #require(
            RerankPrompt(likes, for: [item("a")], items: items, at: Self.now))
        #expect(prompt.query.contains("Film liked. Categories: Drama (1.0 left, 3 days ago)"))
        #expect(prompt.documents == ["Film a. Categories: Drama"])
        #expect(RerankPrompt([], for: [item("a")], items: items, at: Self.now) == nil)
    }

    @Test(arguments: [0.0, 0.3, 0.5, 0.9, 1])
    func `a mixed order is a permutation that moves with the share`(share: Double) {
        let order = RerankOrder(
            [3, 2, 1, 0].enumerated().map { .init(index: $1, score: -Double($0)) }, count: 4)
        let mixed = order.mixed(by: share)
        #expect(mixed.sorted() == [0, 1, 2, 3])
        if share < 0.5 { #expect(mixed == [0, 1, 2, 3]) }
        if share > 0.5 { #expect(mixed == [3, 2, 1, 0]) }
    }
}
