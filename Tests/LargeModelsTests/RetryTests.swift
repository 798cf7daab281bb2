import Interest
import Synchronization
import Testing

@testable import LargeModels

/// Fails as often as it has failures, then answers.
private final class Flaky: Embedding, Reranking {
    let space = EmbeddingSpace(model: "m")
    let model = "m"
    private let failures: Mutex<[LargeModelError]>

    init(_ failures: [LargeModelError]) { self.failures = Mutex(failures) }

    private func fail() throws(LargeModelError) {
        if let error = failures.withLock({ $0.isEmpty ? nil : $0.removeFirst() }) { throw error }
    }

    func vectors(of texts: [String]) async throws(LargeModelError) -> EmbeddedTexts {
        try fail()
        return EmbeddedTexts(vectors: texts.map { _ in [1] }, tokens: 1)
    }

    func scores(
        of documents: [String], for query: String, within time: Duration
    ) async throws(LargeModelError) -> RankedDocuments {
        try fail()
        return RankedDocuments(entries: [], tokens: 0)
    }
}

/// A clock that only sleeping moves.
private final class SleepClock: Sendable {
    private let time = Mutex(Duration.zero)
    private let naps = Mutex<[Duration]>([])

    var slept: [Duration] { naps.withLock { $0 } }

    func retries(_ triesMax: Int) -> Retries {
        Retries(
            triesMax: triesMax, pause: .milliseconds(100), pauseMax: .seconds(5), chance: { 1 },
            sleep: { duration in
                self.naps.withLock { $0.append(duration) }
                self.time.withLock { $0 += duration }
            }, elapsed: { self.time.withLock { $0 } })
    }
}

struct RetryTests {
    private let failed = LargeModelError(.failed, "HTTP 500")

    @Test func `pauses double, and the call succeeds in the end`() async throws {
        let clock = SleepClock()
        let embedding = RetryingEmbedding(Flaky([failed, failed]), retries: clock.retries(4))
        #expect(try await embedding.vectors(of: ["a"]).vectors == [[1]])
        #expect(clock.slept == [.milliseconds(100), .milliseconds(200)])
    }

    @Test func `the server's own pause is waited for`() async throws {
        let clock = SleepClock()
        let throttled = LargeModelError(.throttled, "HTTP 429", retryAfter: .seconds(3))
        _ = try await RetryingEmbedding(Flaky([throttled]), retries: clock.retries(4))
            .vectors(of: ["a"])
        #expect(clock.slept == [.seconds(3)])
    }

    @Test func `a server that asks for more than the limit is not asked again`() async throws {
        let clock = SleepClock()
        let throttled = LargeModelError(.throttled, "HTTP 429", retryAfter: .seconds(6))
        let error = await #expect(throws: LargeModelError.self) {
            try await RetryingEmbedding(Flaky([throttled]), retries: clock.retries(4))
                .vectors(of: ["a"])
        }
        #expect(error == throttled)
        #expect(clock.slept.isEmpty)
    }

    @Test func `tries are counted`() async throws {
        let clock = SleepClock()
        let error = await #expect(throws: LargeModelError.self) {
            try await RetryingEmbedding(
                Flaky(Array(repeating: failed, count: 9)), retries: clock.retries(3)
            ).vectors(of: ["a"])
        }
        #expect(error == failed)
        #expect(clock.slept.count == 2)
    }

    @Test func `a refused key is not tried again`() async throws {
        let clock = SleepClock()
        await #expect(throws: LargeModelError.self) {
            try await RetryingEmbedding(
                Flaky([LargeModelError(.refused, "wrong key")]), retries: clock.retries(3)
            ).vectors(of: ["a"])
        }
        #expect(clock.slept.isEmpty)
    }

    @Test func `no pause goes beyond the deadline`() async throws {
        let clock = SleepClock()
        let error = await #expect(throws: LargeModelError.self) {
            try await RetryingReranking(
                Flaky(Array(repeating: failed, count: 9)), retries: clock.retries(9)
            ).scores(of: [], for: "q", within: .milliseconds(350))
        }
        #expect(error == failed)
        // 100 + 200 is within, and another 400 would not be.
        #expect(clock.slept == [.milliseconds(100), .milliseconds(200)])
    }
}
