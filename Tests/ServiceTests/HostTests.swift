import HTTPTypes
import NIOHTTP1
import Testing

@testable import Service

/// The host names that a server answers to.
struct HostTests {
    private static let own = [
        "localhost", "LOCALHOST", "localhost.", "localhost:8088", "LocalHost.:1", "localhost:",
        "127.0.0.1", "127.0.0.1:8088", "127.1.2.3", "[::1]", "[::1]:8088",
        "[0:0:0:0:0:0:0:1]:8088", "[::ffff:127.0.0.1]", "ebb.localhost:8088",
    ]
    private static let strange = [
        "evil.example", "evil.example:8088", "EVIL.example", "127.0.0.1.evil.example",
        "localhost.evil.example", "xlocalhost", "10.0.0.1", "8.8.8.8:8088", "0.0.0.0", "[::]",
        "[2001:db8::1]", "2130706433", "0x7f.1", "127.1",
    ]
    private static let malformed = [
        "", "?", "[::1", "::1", "localhost:99999", "localhost:80x", "a b", "user@localhost",
        "localhost/x", "http://localhost", ".", "..", "localhost..", "a..b", "[fe80::1%25lo]",
        "clé", "localhost,evil.example", "[127.0.0.1]", "%6cocalhost",
    ]

    private func status(_ authority: String?, _ configuration: ServiceConfiguration) async throws
        -> Int
    {
        var world = try World()
        world.configuration = configuration
        return try await world.application().asked { client in
            try await client.ask(uri: "/api/health/live", method: .get, of: authority).status.code
        }
    }

    @Test func `a keyless server on loopback answers to loopback names alone`() async throws {
        var configuration = ServiceConfiguration()
        configuration.host = "::1"
        for host in ["127.0.0.1", "localhost", "::1"] {
            configuration.host = host
            for name in Self.own {
                #expect(try await status(name, configuration) == 200, "\(name)")
            }
            for name in Self.strange {
                #expect(try await status(name, configuration) == 421, "\(name)")
            }
        }
    }

    @Test func `what is not a host is refused by every server`() async throws {
        var keyed = ServiceConfiguration()
        keyed.key = try APIKey("open-sesame")
        for configuration in [ServiceConfiguration(), keyed] {
            for name in Self.malformed {
                #expect(try await status(name, configuration) == 400, "\(name)")
            }
            #expect(try await status(nil, configuration) == 400)
        }
    }

    @Test func `names can be added, and all allowed`() async throws {
        var configuration = ServiceConfiguration()
        configuration.allowedHosts = ["Ebb.Example.", "10.1.2.3", "[2001:db8::1]"]
        for name in ["ebb.example", "EBB.example.:443", "10.1.2.3:80", "[2001:DB8:0::1]"] {
            #expect(try await status(name, configuration) == 200, "\(name)")
        }
        #expect(try await status("evil.example", configuration) == 421)
        #expect(try await status("sub.ebb.example", configuration) == 421)
        configuration.allowedHosts = ["*"]
        #expect(try await status("evil.example", configuration) == 200)
    }

    @Test func `with keys every name is answered to, unless some are named`() async throws {
        var configuration = ServiceConfiguration()
        configuration.host = "0.0.0.0"
        configuration.key = try APIKey("open-sesame")
        #expect(try await status("ebb.example", configuration) == 200)
        configuration.allowedHosts = ["ebb.example"]
        #expect(try await status("ebb.example", configuration) == 200)
        #expect(try await status("evil.example", configuration) == 421)
    }

    @Test func `an open server answers to addresses and plain names, not to domains`() async throws
    {
        var configuration = ServiceConfiguration()
        configuration.host = "0.0.0.0"
        configuration.isOpenToEverybody = true
        for name in ["localhost", "ebb", "ebb:8088", "10.0.0.1", "[2001:db8::1]"] {
            #expect(try await status(name, configuration) == 200, "\(name)")
        }
        #expect(try await status("evil.example", configuration) == 421)
    }

    @Test(arguments: ["ebb.example:8088", "", "a b", "http://ebb.example"])
    func `a name that cannot be allowed is refused at the start`(name: String) {
        var configuration = ServiceConfiguration()
        configuration.allowedHosts = [name]
        #expect(throws: ServiceError.self) { try configuration.check() }
    }

    private func host(
        _ uri: String, _ hosts: String..., version: HTTPVersion = .http1_1,
        method: HTTPMethod = .GET
    ) -> [String] {
        let head = HTTPRequestHead(
            version: version, method: method, uri: uri,
            headers: HTTPHeaders(hosts.map { ("Host", $0) }))
        return RequestTarget.resolve(head, listeningOn: "::1").headers["Host"]
    }

    @Test func `the host of a whole URL is the one that is asked`() {
        #expect(host("/x", "localhost") == ["localhost"])
        #expect(host("http://evil.example:80/x?y", "localhost") == ["evil.example:80"])
        #expect(host("HTTPS://localhost", "evil.example") == ["localhost"])
        #expect(host("*", "localhost", method: .OPTIONS) == ["localhost"])
        for target in ["*", "x", "ftp://localhost/x", "localhost:80", ""] {
            #expect(host(target, "localhost") == ["?"], "\(target)")
        }
        // Two are refused behind this, and so is an absent one.
        #expect(host("/x", "a", "b") == ["a", "b"])
        #expect(host("http://a/x", "a", "b") == ["?"])
        #expect(host("/x") == ["?"])
        #expect(host("http://a/x") == ["?"])
        #expect(host("/x", version: .http1_0) == ["[::1]"])
        #expect(host("/x", "a", version: .http1_0) == ["a"])
    }
}
