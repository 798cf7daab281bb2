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

    /// Throws where a page of another origin would change something, by any method: an `<img>` is
    /// a GET, and a GET that asks for a write-back writes.
    func refuseForeignWrite(_ request: Request) throws(Failure) {
        guard Self.mayWrite(request) else { return }
        switch RequestSource(request, named: allowed) {
        case .own, .named: return
        case .foreign:
            throw Failure(
                status: .forbidden,
                message: "pages of another origin change nothing here: name theirs in cors.origins")
        case .silent:
            throw Failure(
                status: .forbidden,
                message: "this browser does not say which page sent the request, so it may not "
                    + "change anything: send JSON, or an X-API-Key header, which may be empty")
        }
    }

    private static func mayWrite(_ request: Request) -> Bool {
        guard request.method == .get || request.method == .head else { return true }
        let pairs = request.uri.query?.split(separator: "&") ?? []
        return pairs.contains { pair in
            let name = pair.prefix { $0 != "=" }
            return PercentEncoding.decode(name, plusIsSpace: true)?.hasPrefix("write-") ?? true
        }
    }

    private func origin(of request: Request) -> String? {
        guard let origin = request.headers[.origin], allowed.contains(origin) else { return nil }
        return origin
    }

    /// Whether a text names an origin: `https://shop.example`, with a port where it has one.
    static func isOrigin(_ text: String) -> Bool {
        guard let start = text.firstRange(of: "://") else { return false }
        let (scheme, host) = (text[..<start.lowerBound], text[start.upperBound...])
        return (scheme == "http" || scheme == "https") && !host.isEmpty
            && host.utf8.allSatisfy { 0x21...0x7e ~= $0 && !"/?#@*,".utf8.contains($0) }
    }
}
