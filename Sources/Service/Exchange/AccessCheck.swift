internal import Access
internal import HTTPTypes
internal import Hummingbird
internal import Interest

/// Lets in who shows a key that is good for what is asked, in `X-API-Key` or as a bearer's token,
/// which is what Prometheus can send, and as often as the key allows.
struct AccessCheck: Sendable {
    let ring: KeyRing
    let limiter: RateLimiter

    /// `handler`, for those whose key has the access.
    func guarding(
        _ handler: @escaping Endpoint.Handler, _ needed: Permission
    ) -> Endpoint.Handler {
        { request, context in
            var context = context
            context.caller = try await admit(request, to: needed, context)
            return try await handler(request, context)
        }
    }

    /// Who asks; throws where they may not.
    func admit(
        _ request: Request, to needed: Permission, _ context: ExchangeContext
    ) async throws(Failure) -> Caller {
        let caller = try await caller(of: request)
        // A caller who is refused from here on is known.
        context.note?.caller = caller.name
        try caller.check(needed)
        try limiter.admit(caller)
        return caller
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
