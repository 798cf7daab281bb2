internal import Instrumentation
public import Tracing

/// Says what takes how long, as spans that a tracer keeps: one around each request, read, fold,
/// save-back and recommendation.
///
/// The process's tracer (`InstrumentationSystem`), or the one of `withTracer`, hears of them;
/// without one they cost next to nothing. Spans carry counts, routes and kinds of errors, and never
/// a user or an item.
public enum Trace {
    /// A span around what may take its time.
    public static func span<T: Sendable, E: Error>(
        _ name: String, kind: SpanKind = .internal,
        _ body: (any Span) async throws(E) -> T
    ) async throws(E) -> T {
        guard let tracer = listener else { return try await body(silence) }
        let span = tracer.startAnySpan(name, ofKind: kind)
        defer { span.end() }
        let result: Result<T, E> = await InstrumentationContext.withValue(span.context) {
            do throws(E) {
                return .success(try await body(span))
            } catch {
                fail(span, error)
                return .failure(error)
            }
        }
        return try result.get()
    }

    /// A span around what blocks its thread.
    public static func blockingSpan<T, E: Error>(
        _ name: String, _ body: (any Span) throws(E) -> T
    ) throws(E) -> T {
        guard let tracer = listener else { return try body(silence) }
        let span = tracer.startAnySpan(name, ofKind: .client)
        defer { span.end() }
        let result: Result<T, E> = InstrumentationContext.withValue(span.context) {
            do throws(E) {
                return .success(try body(span))
            } catch {
                fail(span, error)
                return .failure(error)
            }
        }
        return try result.get()
    }

    /// Who keeps spans; nil where nobody does. Then there is nothing to hand on either, which is
    /// what costs: reads by the ten thousand a second pass here.
    private static var listener: (any Tracer)? {
        let tracer = InstrumentationSystem.tracer
        return tracer is NoOpTracer ? nil : tracer
    }

    private static let silence = NoOpTracer.NoOpSpan(context: .topLevel)

    /// The kind and not the words, which may name a user.
    private static func fail(_ span: any Span, _ error: any Error) {
        span.setStatus(SpanStatus(code: .error))
        span.attributes["error.type"] = "\(type(of: error))"
    }
}
