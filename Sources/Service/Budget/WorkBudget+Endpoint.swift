internal import CoreMetrics
internal import Hummingbird
internal import Work

extension WorkBudget {
    /// The budget that a configuration states.
    convenience init(_ configuration: ServiceConfiguration, metrics: any MetricsFactory) {
        self.init(
            RequestCost(
                requests: configuration.requestsMax, reads: configuration.readsMax,
                bytes: configuration.heldMax),
            waitersMax: configuration.budgetWaitersMax, waitMax: configuration.budgetWaitMax,
            metrics: metrics)
    }

    /// `handler`, behind a share of what its endpoint costs, until the answer has been made, or,
    /// where the answer is made while it is sent, until it has been sent.
    func guarding(
        _ handler: @escaping Endpoint.Handler, _ endpoint: Endpoint
    ) -> Endpoint.Handler {
        let (cost, isLong) = (endpoint.cost, endpoint.work != .interactive)
        let isStream = endpoint.answer.isStream
        return { [self] request, context in
            let share = try await share(cost, isLong: isLong)
            var context = context
            context.share = share
            defer { if !isStream { share.end() } }
            var response = try await handler(request, context)
            if isStream {
                let body = response.body
                // It ends with the body, also where nobody ever asks for the body.
                response.body = ResponseBody(contentLength: body.contentLength) { writer in
                    defer { share.end() }
                    try await body.write(writer)
                }
            }
            return response
        }
    }
}

extension ResponseBody {
    /// Writes the body as work of a class.
    func write(_ writer: consuming any ResponseBodyWriter, as work: WorkClass) async throws {
        let lent = writer
        try await WorkClass.$current.withValue(work) { try await write(lent) }
    }
}
