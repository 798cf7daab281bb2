import InMemoryTracing
import Testing
import Trace
import Tracing

struct TraceTests {
    private struct Trouble: Error {}

    @Test func `spans within spans know what they are part of`() async throws {
        let tracer = InMemoryTracer()
        let sum = await withTracer(tracer) {
            await Trace.span("outer") { _ in
                await Trace.span("middle") { _ in Trace.blockingSpan("inner") { _ in 42 } }
            }
        }
        #expect(sum == 42)
        let spans = tracer.finishedSpans
        #expect(spans.map(\.operationName) == ["inner", "middle", "outer"])
        #expect(spans[0].parentSpanID == spans[1].spanID)
        #expect(spans[1].parentSpanID == spans[2].spanID)
        #expect(Set(spans.map(\.traceID)).count == 1)
    }

    @Test func `a span has the kind of a failure, which is thrown on`() async {
        let tracer = InMemoryTracer()
        await #expect(throws: Trouble.self) {
            try await withTracer(tracer) {
                try await Trace.span("asks") { (_) async throws(Trouble) -> Int in throw Trouble() }
            }
        }
        let span = tracer.finishedSpans.first
        #expect(span?.status?.code == .error)
        #expect(span?.attributes.get("error.type") == .string("Trouble"))
    }

    @Test func `without a tracer nothing is kept and everything goes its way`() async {
        #expect(await Trace.span("nobody listens") { _ in 7 } == 7)
    }
}
