import Harness
import InMemoryTracing
import Interest
import Testing
import Tracing

@testable import Repositories

/// Tests of the spans of a read.
@Suite(.store)
struct SpanTests {
    @Test func `a read that folds is a span with the fold and its save-back in it`() async throws {
        let made = MongoRepositories(store: try LentStore.current.store, reads: .patient)
        try await made.prepare()
        _ = try await made.behaviors.append([click("ann", "a", at: 1), click("ann", "b", at: 2)])
        let tracer = InMemoryTracer()
        try await withTracer(tracer) {
            for _ in 0..<2 { _ = try await made.weights.weights(of: "ann") }
        }
        let spans = tracer.finishedSpans
        #expect(
            spans.map(\.operationName) == ["ebb.save-back", "ebb.fold", "ebb.read", "ebb.read"])
        let (saveBack, fold, read) = (spans[0], spans[1], spans[2])
        #expect(saveBack.parentSpanID == fold.spanID)
        #expect(fold.parentSpanID == read.spanID)
        #expect(fold.attributes.get("ebb.behaviors") == .int64(2))
        #expect(tracer.activeSpans.isEmpty)
        for span in spans { #expect(!"\(span.attributes)".contains("ann")) }
    }
}
