internal import HTTPTypes
internal import Hummingbird
internal import Interest

/// Lets in who shows a key that is good for what is asked, in `X-API-Key` or as a bearer's token,
/// which is what Prometheus can send, and as often as the key allows. Routes added before it,
/// health, need none.
struct AccessMiddleware: RouterMiddleware {
    typealias Context = ExchangeContext

    let ring: KeyRing
    let limiter: RateLimiter

    func handle(
        _ request: Request, context: Context,
        next: @concurrent (Request, Context) async throws -> Response
    ) async throws -> Response {
        guard let access = AccessRule.access(request.method, context.endpointPath) else {
            return try await next(request, context)
        }
        let caller = try await caller(of: request)
        try caller.check(access)
        try limiter.admit(caller)
        var context = context
        context.caller = caller
        return try await next(request, context)
    }

    private func caller(of request: Request) async throws(Failure) -> Caller {
        let shown = request.headers[.xAPIKey] ?? request.headers[.authorization]?.bearerToken
        var verdict = ring.verdict(on: shown)
        if verdict == .unknown { verdict = await ring.lookedUp(shown) }
        switch verdict {
        case .known(let caller): return caller
        case .untold: throw .unavailable("the store does not answer: try again")
        case .unknown:
            throw Failure(
                status: .unauthorized, message: "unauthorized",
                headers: [.wwwAuthenticate: "Bearer"])
        }
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
