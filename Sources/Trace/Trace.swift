internal import Instrumentation
public import Tracing

/// Records how long things take, as tracing spans: one for each request, read, fold, save-back and
/// recommendation.
///
/// Spans go to the tracer of the process (`InstrumentationSystem`) or the one of `withTracer`;
/// without a tracer they cost almost nothing. Spans contain counts, routes and kinds of errors, but
/// never a user or an item.
public enum Trace {
    /// Runs an asynchronous operation in a span.
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

    /// Runs a blocking operation in a span.
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

    /// The current tracer; nil when there is none. In that case no context is passed on either,
    /// because that is the expensive part, with tens of thousands of reads a second.
    private static var listener: (any Tracer)? {
        let tracer = InstrumentationSystem.tracer
        return tracer is NoOpTracer ? nil : tracer
    }

    private static let silence = NoOpTracer.NoOpSpan(context: .topLevel)

    /// The kind of the error, without its message, which may name a user.
    private static func fail(_ span: any Span, _ error: any Error) {
        span.setStatus(SpanStatus(code: .error))
        span.attributes["error.type"] = "\(type(of: error))"
    }
}
