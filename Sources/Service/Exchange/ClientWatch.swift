internal import HTTPTypes
internal import Hummingbird

/// Cancels long work whose client has gone.
///
/// To see a client go, the connection must be read on, so it can serve no further request: the
/// answer says so, and the connection ends behind it.
enum ClientWatch {
    /// `handler`, cancelled when the client closes its connection.
    static func guarding(_ handler: @escaping Endpoint.Handler) -> Endpoint.Handler {
        { request, context in
            guard context.hasConnection else { return try await handler(request, context) }
            var response = try await request.body.consumeWithCancellationOnInboundClose { body in
                var request = request
                request.body = body
                return try await handler(request, context)
            }
            response.headers[.connection] = "close"
            return response
        }
    }
}
