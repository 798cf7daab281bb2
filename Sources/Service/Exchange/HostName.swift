internal import NIOCore

/// The host that a request names in `Host` or in its target, in one spelling.
///
/// `EXAMPLE.com.:8088` and `example.com` are equal, and so are `[0:0:0:0:0:0:0:1]` and `[::1]`. The
/// port is checked and dropped: a forwarded port has another number outside than inside.
enum HostName: Hashable, Sendable {
    /// A DNS name in lower case, without a trailing dot.
    case name(String)
    /// An IPv4 or IPv6 address as `inet_ntop` writes it.
    case address(String)

    /// Reads an authority (`host`, `host:port`, `[v6]:port`); nil where it is not well formed.
    init?(authority: some StringProtocol) {
        let text = authority.lowercased()
        let host: Substring
        let port: Substring
        if text.hasPrefix("[") {
            guard let end = text.firstIndex(of: "]") else { return nil }
            host = text[...end]
            port = text[text.index(after: end)...]
        } else {
            host = text.prefix { $0 != ":" }
            port = text[host.endIndex...]
        }
        guard Self.isPort(port) else { return nil }
        self.init(host: String(host))
    }

    /// Reads a host without a port; IPv6 addresses with or without brackets.
    init?(host text: String) {
        var host = text.lowercased()
        if host.hasPrefix("["), host.hasSuffix("]") {
            host = String(host.dropFirst().dropLast())
            guard host.contains(":") else { return nil }
        }
        // `inet_pton` is strict: four decimal parts, or IPv6 without a zone.
        if let address = try? SocketAddress(ipAddress: host, port: 0).ipAddress {
            let mapped = "::ffff:"
            self = .address(
                address.hasPrefix(mapped) && address.contains(".")
                    ? String(address.dropFirst(mapped.count)) : address)
            return
        }
        if host.hasSuffix(".") { host.removeLast() }
        guard Self.isName(host) else { return nil }
        self = .name(host)
    }

    /// Whether it can only mean this machine.
    var isLoopback: Bool {
        switch self {
        // Browsers resolve every name below `localhost` to this machine and ask no DNS server.
        case .name(let name): name == "localhost" || name.hasSuffix(".localhost")
        case .address(let address): address.hasPrefix("127.") || address == "::1"
        }
    }

    /// Whether a stranger could make it point here: only a name below a domain that they own.
    var canBeRebound: Bool {
        switch self {
        case .name(let name): name.contains(".") && !isLoopback
        case .address: false
        }
    }

    private static func isPort(_ text: Substring) -> Bool {
        guard let first = text.first else { return true }
        let digits = text.dropFirst()
        return first == ":" && digits.utf8.allSatisfy { 0x30...0x39 ~= $0 }
            && (digits.isEmpty || UInt16(digits) != nil)
    }

    private static func isName(_ text: String) -> Bool {
        1...253 ~= text.utf8.count && !text.hasPrefix(".") && !text.hasSuffix(".")
            && !text.contains("..")
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
                    UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."):
                    true
                default: false
                }
            }
    }
}
