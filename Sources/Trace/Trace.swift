internal import Instrumentation
public import Tracing

/// Says what takes how long, as spans that a tracer keeps: one around each request, read, fold,
/// save-back and recommendation.
///
/// The process's tracer (`InstrumentationSystem`) hears of them; without one they cost next to
/// nothing. Spans carry counts, routes and kinds of errors, and never a user or an item.
public enum Trace {
    /// A tracer in place of the process's own, for who wants to look at one task only.
    @TaskLocal public static var tracer: (any Tracer)?

    /// A span around what may take its time.
    public static func span<T: Sendable, E: Error>(
        _ name: String, kind: SpanKind = .internal,
        _ body: (any Span) async throws(E) -> T
    ) async throws(E) -> T {
        let span = begin(name, kind)
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
        let span = begin(name, .client)
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

    private static func begin(_ name: String, _ kind: SpanKind) -> any Span {
        (tracer ?? InstrumentationSystem.tracer).startAnySpan(name, ofKind: kind)
    }

    /// The kind and not the words, which may name a user.
    private static func fail(_ span: any Span, _ error: any Error) {
        span.setStatus(SpanStatus(code: .error))
        span.attributes["error.type"] = "\(type(of: error))"
    }
}
