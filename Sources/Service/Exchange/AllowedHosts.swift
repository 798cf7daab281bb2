internal import HTTPTypes
internal import Hummingbird
internal import Synchronization

/// The names by which a server may be asked: the defense against DNS rebinding.
///
/// A web page at `evil.example` can change that name's address to 127.0.0.1 after it was loaded.
/// To the browser, this server then is the page's own origin, and the page may read and write
/// everything. What gives such a request away is its `Host`, which still says `evil.example`.
///
/// | the server | it answers to |
/// |---|---|
/// | no key needed, on loopback | loopback names and addresses, and its own `--host` |
/// | no key needed, open to everybody | any IP address, any name without a dot, loopback |
/// | keys needed | any name: a page without a key gains nothing |
///
/// `--allowed-host` adds names to the first two. With keys, naming any host turns the check on.
/// IP addresses are safe on an open server because a page that was loaded from an address is not
/// a stranger's: it came from here. Names without a dot are not sold to strangers.
final class AllowedHosts: Sendable {
    /// Allows every name: what `*` stands for.
    static let wildcard = "*"

    // The library marks its own constant as unavailable. This one is well formed, so what stands
    // behind `??` is never taken.
    private static let field = HTTPField.Name("Host") ?? .trailer

    private let isOnLoopback: Bool
    private let allowsAll: Bool
    private let configured: Set<HostName>
    private let own: HostName?
    /// What was read last: nearly all requests name the same host.
    private let last = Mutex<(text: String, host: HostName)?>(nil)

    init(_ configuration: ServiceConfiguration) {
        isOnLoopback = configuration.isLoopback
        allowsAll = configuration.allowedHosts.contains(Self.wildcard)
        configured = Set(configuration.allowedHosts.compactMap { HostName(host: $0) })
        own = HostName(host: configuration.host)
    }

    /// Throws where the request names a host that is not this server's, or none.
    ///
    /// - Parameter isKeyless: whether somebody without a key may be let in.
    func check(_ request: Request, isKeyless: Bool) throws(Failure) {
        let host = try host(of: request)
        guard !allowsAll, isKeyless || !configured.isEmpty else { return }
        guard isAllowed(host) else {
            throw Failure(
                status: .misdirectedRequest,
                message: "this server does not answer to the host in this request: use its "
                    + "address, or start it with --allowed-host NAME")
        }
    }

    private func isAllowed(_ host: HostName) -> Bool {
        if host.isLoopback || host == own || configured.contains(host) { return true }
        return !isOnLoopback && !host.canBeRebound
    }

    /// What `Host` names: one host, also where the target is a whole URL; see ``RequestTarget``.
    private func host(of request: Request) throws(Failure) -> HostName {
        // Of two fields, the first has become the authority. Another server might take the second.
        guard let authority = request.head.authority, !request.headers.contains(Self.field),
            let host = read(authority)
        else {
            throw .badRequest(
                "the request must name one host, such as Host: 127.0.0.1:8088, and a target that "
                    + "begins with /")
        }
        return host
    }

    private func read(_ authority: String) -> HostName? {
        let known = last.withLock { $0?.text == authority ? $0?.host : nil }
        if let known { return known }
        guard let host = HostName(authority: authority) else { return nil }
        last.withLock { $0 = (authority, host) }
        return host
    }

    /// Whether a text can be allowed: a name or address without a port, or `*`.
    static func isHost(_ text: String) -> Bool {
        text == wildcard || HostName(host: text) != nil
    }
}
