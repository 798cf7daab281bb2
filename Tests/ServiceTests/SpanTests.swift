import InMemoryTracing
import Interest
import Service
import Testing
import Tracing

/// What a tracer hears of a request.
struct SpanTests {
    @Test func `a request is a span by its route, and never tells of whom it was`() async throws {
        let world = try await World.ofAnn()
        let tracer = InMemoryTracer()
        try await withTracer(tracer) {
            _ = try await world.get("/api/recommend/ann")
        }
        let spans = tracer.finishedSpans
        let request = try #require(spans.last)
        #expect(request.operationName == "GET /api/recommend/{id}")
        #expect(request.attributes.get("http.response.status_code") == .int64(200))
        #expect(spans.contains { $0.operationName == "ebb.recommend" })
        for span in spans {
            #expect(!span.operationName.contains("ann"))
            #expect(!"\(span.attributes)".contains("\"ann\""))
        }
    }
}
