internal import CoreMetrics
internal import HTTPTypes
package import Hummingbird
internal import Interest
internal import Logging
internal import Trace
internal import Tracing

/// The outermost step of every exchange: names the request, and turns whatever went wrong within
/// into a status and a sentence.
///
/// It stands around the router and not in it as a middleware, because it also answers for what the
/// router itself refuses.
package struct ServiceResponder: HTTPResponder {
    private let routes: RouterResponder<ExchangeContext>
    private let doors: Doors
    private let meter: RequestMeter

    init(_ router: Router<ExchangeContext>, metrics: any MetricsFactory, doors: Doors) {
        self.doors = doors
        meter = RequestMeter(metrics)
        routes = router.buildResponder()
    }

    package func respond(
        to request: Request, context: ExchangeContext
    ) async throws -> Response {
        try await Trace.span("http.request", kind: .server) { span in
            let response = try await answer(request, context)
            // The route, not the path: there are users in paths.
            let route = context.endpointPath ?? "none"
            span.operationName = "\(request.method) \(route)"
            span.attributes["http.route"] = route
            span.attributes["http.request.method"] = request.method.rawValue
            span.attributes["http.response.status_code"] = response.status.code
            return response
        }
    }

    private func answer(
        _ request: Request, _ context: ExchangeContext
    ) async throws -> Response {
        let start = ContinuousClock.now
        meter.begin()
        let name = RequestName(request.headers)
        var response: Response
        do {
            response = try await routed(request, context)
        } catch {
            // A request that cannot be read to its end is Hummingbird's to answer: it closes too.
            guard !error.isBrokenRequest else {
                meter.abandon()
                throw error
            }
            response = self.response(to: error, context, name)
        }
        response.headers[.xRequestID] = name.text
        doors.origins.admit(request, to: &response)
        let took = ContinuousClock.now - start
        meter.end(request, context.endpointPath, response.status, took: took)
        log(request, context, name, response.status, took)
        return response
    }

    private func routed(
        _ request: Request, _ context: ExchangeContext
    ) async throws -> Response {
        if let answer = try doors.answer(request) { return answer }
        // The router would skip the empty part, and take what follows for the id.
        if request.uri.path.utf8.hasDoubleSlash {
            throw Failure.badRequest("the path has an empty part: an id has at least one letter")
        }
        return try await routes.respond(to: request.inflated(), context: context)
    }

    private func response(
        to error: any Error, _ context: ExchangeContext, _ name: RequestName
    ) -> Response {
        let failure = Failure(error)
        // Nobody waits any more for what was cancelled: its client has gone, or we are going.
        if failure.status.kind == .serverError, !(error is Failure), !Task.isCancelled {
            // The kind and not the words, which may name a user.
            let cause =
                (error as? RepositoryError).map { "\($0.code) \($0.cause ?? "")" }
                ?? "\(type(of: error))"
            context.logger.error(
                "a request failed",
                metadata: [
                    "request": "\(name.text)", "route": "\(context.endpointPath ?? "none")",
                    "status": "\(failure.status.code)", "cause": "\(cause)",
                ])
        }
        return failure.response
    }

    private func log(
        _ request: Request, _ context: ExchangeContext, _ name: RequestName,
        _ status: HTTPResponse.Status, _ took: Duration
    ) {
        guard context.logger.logLevel <= .debug else { return }
        // The route, not the path: there are users in paths.
        context.logger.debug(
            "\(request.method) \(context.endpointPath ?? "none")",
            metadata: [
                "request": "\(name.text)", "status": "\(status.code)",
                "ms": "\(took / .milliseconds(1))",
            ])
    }
}

extension String.UTF8View {
    fileprivate var hasDoubleSlash: Bool {
        var last: UInt8 = 0
        for byte in self {
            if byte == UInt8(ascii: "/"), last == byte { return true }
            last = byte
        }
        return false
    }
}
