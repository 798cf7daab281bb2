internal import HTTPTypes
internal import Hummingbird

/// Lets in who shows the key. Routes added before it, health, need none.
struct KeyMiddleware: RouterMiddleware {
    typealias Context = ExchangeContext

    let key: APIKey

    func handle(
        _ request: Request, context: Context,
        next: @concurrent (Request, Context) async throws -> Response
    ) async throws -> Response {
        guard let shown = request.headers[.xAPIKey], key.matches(shown) else {
            throw Failure(status: .unauthorized, message: "unauthorized")
        }
        return try await next(request, context)
    }
}
