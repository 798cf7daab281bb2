internal import HTTPTypes
internal import Hummingbird

/// Which pages of other origins may use the service from a browser (CORS): none, unless the
/// configuration names them.
struct Origins: Sendable {
    private let allowed: Set<String>

    init(_ allowed: [String]) { self.allowed = Set(allowed) }

    /// The answer to a browser that asks beforehand; nil where it does not, or must not.
    func preflight(_ request: Request) -> Response? {
        guard request.method == .options, origin(of: request) != nil,
            request.headers[.accessControlRequestMethod] != nil
        else { return nil }
        return Response(
            status: .noContent,
            headers: [
                .accessControlAllowMethods: "GET, HEAD, POST, PUT, PATCH, DELETE",
                .accessControlAllowHeaders:
                    "Accept, Authorization, Content-Type, X-API-Key, X-API-Version, X-Request-ID",
                .accessControlMaxAge: "600",
            ])
    }

    /// Lets the page that asked read the answer, where it may.
    func admit(_ request: Request, to response: inout Response) {
        guard !allowed.isEmpty else { return }
        response.headers[.vary] = "Origin"
        guard let origin = origin(of: request) else { return }
        response.headers[.accessControlAllowOrigin] = origin
        response.headers[.accessControlExposeHeaders] = "Retry-After, X-Ebb-Inserted, X-Request-ID"
    }

    /// Throws where a page of another origin would change something: browsers send plain posts of
    /// any page to any address, also to one that only this machine can reach, and ask nobody.
    func refuseForeignWrite(_ request: Request) throws(Failure) {
        guard request.method != .get, request.method != .head,
            let origin = request.headers[.origin], !allowed.contains(origin),
            !Self.isOwn(origin, of: request)
        else { return }
        throw Failure(
            status: .forbidden,
            message: "pages of another origin change nothing here: name theirs in cors.origins")
    }

    private func origin(of request: Request) -> String? {
        guard let origin = request.headers[.origin], allowed.contains(origin) else { return nil }
        return origin
    }

    /// Whether the page came from the address that is asked.
    private static func isOwn(_ origin: String, of request: Request) -> Bool {
        guard let host = request.head.authority, let start = origin.firstRange(of: "://") else {
            return false
        }
        return origin[start.upperBound...] == host
    }

    /// Whether a text names an origin: `https://shop.example`, with a port where it has one.
    static func isOrigin(_ text: String) -> Bool {
        guard let start = text.firstRange(of: "://") else { return false }
        let (scheme, host) = (text[..<start.lowerBound], text[start.upperBound...])
        return (scheme == "http" || scheme == "https") && !host.isEmpty
            && host.utf8.allSatisfy { 0x21...0x7e ~= $0 && !"/?#@*,".utf8.contains($0) }
    }
}
