internal import Access
internal import HTTPTypes
internal import Interest

/// What each route wants a key to be good for: the one place where that is decided.
enum AccessRule {
    /// What a request needs; nil where nobody needs a key.
    ///
    /// - Parameter route: the path as the route was added, such as `/api/user/{id}/interests`,
    ///   and nil where nothing is there. Never the path that was asked for: another spelling of
    ///   it must not open another door.
    static func access(_ method: HTTPRequest.Method, _ route: String?) -> Permission? {
        guard let route else { return .read }
        if open.contains(route) || route.hasPrefix("/api/health/") { return nil }
        if route == "/api/admin" || route.hasPrefix("/api/admin/") { return .admin }
        let asks = method == .get || method == .head
        // All that there is, at once, goes out to whoever keeps the store and to nobody else, and
        // so does a backup come in. Gorse has these behind its administrator's key, too.
        if route == "/api/dump" || route == "/api/restore" { return .admin }
        if asks, route.hasPrefix("/api/bulk/") { return .admin }
        // What is shown in a browser, before there is a key: it holds nobody's data.
        if asks, !route.hasPrefix("/api/"), route != "/metrics" { return nil }
        return asks || method == .post && readingPosts.contains(route) ? .read : .write
    }

    private static let open: Set<String> = ["/api/openapi.json", "/api/docs"]

    /// What is posted and changes nothing.
    private static let readingPosts: Set<String> = [
        "/api/session/recommend", "/api/session/recommend/{category}",
        "/api/user/{id}/interests/preview",
    ]
}
