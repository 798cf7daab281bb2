internal import HTTPTypes
internal import Hummingbird

/// Where a request came from, as far as a browser tells.
///
/// Browsers send what any page wants sent, to any address, also to one that only this machine can
/// reach. They say so in `Origin` and in `Sec-Fetch-Site`, which pages cannot change. Programs send
/// neither.
enum RequestSource: Hashable {
    /// A program, or somebody who typed the address, or a page that this server sent.
    case own
    /// A page of the origin that the configuration names.
    case named
    /// A page of any other origin.
    case foreign
    /// A browser that says nothing, as most do over plain HTTP: any page may be behind it.
    case silent

    /// - Parameter named: the origins that the configuration names.
    init(_ request: Request, named: Set<String>) {
        let site = request.headers[.secFetchSite]
        if let origin = request.headers[.origin] {
            // A browser that calls the page cross-site knows better than the two names, which are
            // equal too where the page came over another scheme.
            if named.contains(origin) {
                self = .named
            } else {
                self = site != "cross-site" && Self.isOwn(origin, of: request) ? .own : .foreign
            }
        } else if let site {
            self = site == "same-origin" || site == "none" ? .own : .foreign
        } else if let page = request.headers[.referer] {
            self = Self.isOwn(page, of: request) ? .own : .foreign
        } else {
            self = Self.isSilentBrowser(request) ? .silent : .own
        }
    }

    /// Whether a page came from the host that is asked.
    private static func isOwn(_ address: String, of request: Request) -> Bool {
        guard let host = request.head.authority, let start = address.firstRange(of: "://") else {
            return false
        }
        return address[start.upperBound...].prefix { !"/?#".contains($0) } == host
    }

    /// Whether a request without any sign of a page may still come from one.
    ///
    /// Every browser calls itself Mozilla, and so do some programs. But a page of another origin
    /// may not set these headers, nor send JSON, without asking beforehand.
    private static func isSilentBrowser(_ request: Request) -> Bool {
        guard request.headers[.userAgent]?.hasPrefix("Mozilla/") == true,
            !request.headers.contains(.xAPIKey), !request.headers.contains(.authorization)
        else { return false }
        guard request.method == .post else {
            return request.method == .get || request.method == .head
        }
        let type = request.headers[.contentType]?.prefix { $0 != ";" }.lowercased() ?? ""
        return ["", "text/plain", "multipart/form-data", "application/x-www-form-urlencoded"]
            .contains(type.filter { $0 != " " })
    }
}

extension HTTPField.Name {
    // Well formed, so what stands behind `??` is never taken.
    fileprivate static let secFetchSite = Self("Sec-Fetch-Site") ?? .trailer
}
