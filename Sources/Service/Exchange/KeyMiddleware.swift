internal import HTTPTypes
internal import Hummingbird

/// Lets in who shows the key, in `X-API-Key` or as a bearer's token, which is what Prometheus can
/// send. Routes added before it, health, need none.
struct KeyMiddleware: RouterMiddleware {
    typealias Context = ExchangeContext

    let key: APIKey

    func handle(
        _ request: Request, context: Context,
        next: @concurrent (Request, Context) async throws -> Response
    ) async throws -> Response {
        let shown = request.headers[.xAPIKey] ?? request.headers[.authorization]?.bearerToken
        guard let shown, key.matches(shown) else {
            throw Failure(status: .unauthorized, message: "unauthorized")
        }
        return try await next(request, context)
    }
}

extension String {
    /// What stands behind `Bearer`.
    fileprivate var bearerToken: String? {
        let parts = split(separator: " ", maxSplits: 1)
        guard parts.count == 2, parts[0].lowercased() == "bearer" else { return nil }
        return String(parts[1])
    }
}
