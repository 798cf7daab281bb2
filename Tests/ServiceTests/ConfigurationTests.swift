import Service
import Testing

struct ConfigurationTests {
    @Test func `a service begins on loopback, port 8088, without a key`() throws {
        let configuration = ServiceConfiguration()
        try configuration.check()
        #expect(configuration.host == "127.0.0.1")
        #expect(configuration.port == 8088)
        #expect(configuration.key == nil)
    }

    @Test(arguments: ["127.0.0.1", "127.8.9.1", "::1", "localhost"])
    func `loopback needs no key`(host: String) throws {
        var configuration = ServiceConfiguration()
        configuration.host = host
        try configuration.check()
    }

    @Test(arguments: ["0.0.0.0", "::", "192.168.1.7", "example.org", "127.evil.org", "127.0.0.1.x"])
    func `beyond loopback a key is needed`(host: String) throws {
        var configuration = ServiceConfiguration()
        configuration.host = host
        let error = #expect(throws: ServiceError.self) { try configuration.check() }
        #expect(
            error?.description == "listening on \(host) lets others in, and there is no API key: "
                + "make one with ebb key create, or set one, or listen on 127.0.0.1, or, where "
                + "everybody may read, change and erase everything, add --open-to-everybody")
        var kept = configuration
        kept.hasStoredKeys = true
        try kept.check()
        var opened = configuration
        opened.isOpenToEverybody = true
        try opened.check()
        configuration.key = try APIKey("open-sesame")
        try configuration.check()
    }

    @Test(arguments: ["shop.example", "https://", "https://a/b", "ftp://a", "*", "https://a,b"])
    func `what is no origin is refused`(origin: String) throws {
        var configuration = ServiceConfiguration()
        configuration.origins = ["https://shop.example:8443", origin]
        let error = #expect(throws: ServiceError.self) { try configuration.check() }
        #expect(error?.description.hasPrefix("\"\(origin)\" is no origin: ") == true)
        configuration.origins.removeLast()
        try configuration.check()
    }

    @Test func `what cannot be is refused before anything listens`() throws {
        var configuration = ServiceConfiguration()
        configuration.port = 70_000
        #expect(throws: ServiceError("the port 70000 does not exist: choose 0 to 65535")) {
            try configuration.check()
        }
        configuration = ServiceConfiguration()
        configuration.bodyMax = 0
        #expect(throws: ServiceError("the limit bodyMax must be at least 1, not 0")) {
            try configuration.check()
        }
        var world = try World()
        world.configuration.host = ""
        #expect(throws: ServiceError.self) { try world.application() }
    }
}
