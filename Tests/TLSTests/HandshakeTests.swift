import COpenSSL
import NIOCore
import NIOEmbedded
import TLS
import Testing

/// Who gets a connection, and who does not.
struct HandshakeTests {
    @Test(arguments: [(TLS1_2_VERSION, "TLSv1.2"), (TLS1_3_VERSION, "TLSv1.3")])
    func `both versions speak, in whatever parts the bytes come`(
        _ version: CInt, _ name: String
    ) throws {
        for size in [1, 7, 1000, .max] {
            let wire = try Wire(MemoryClient(upTo: version))
            try wire.connect(size: size)
            #expect(wire.client.version == name)
            try wire.send("hello", size: size)
            #expect(wire.record.bytes == Array("hello".utf8))
            try wire.channel.writeOutbound(ByteBuffer(string: "good day"))
            #expect(try wire.read() == "good day")
            #expect(wire.record.errors.isEmpty)
            #expect(wire.channel.isActive)
        }
    }

    @Test func `TLS 1.1 is refused with an alert`() throws {
        let wire = try Wire(MemoryClient(upTo: TLS1_1_VERSION))
        let failure = #expect(throws: MemoryClient.Failure.self) { try wire.connect() }
        #expect(failure?.description == "tlsv1 alert protocol version")
        #expect(!wire.channel.isActive)
        #expect(wire.record.errors == ["the TLS handshake failed: unsupported protocol"])
    }

    @Test(arguments: [["http/1.1"], ["h2", "http/1.1"], ["spdy/3", "http/1.1", "h2"]])
    func `of the protocols on offer HTTP 1.1 is taken`(_ offer: [String]) throws {
        let wire = try Wire(MemoryClient(protocols: offer))
        try wire.connect()
        #expect(wire.client.chosenProtocol == "http/1.1")
    }

    @Test func `without HTTP 1.1 on offer nothing is agreed`() throws {
        let wire = try Wire(MemoryClient(protocols: ["h2", "http/1.10"]))
        let failure = #expect(throws: MemoryClient.Failure.self) { try wire.connect() }
        #expect(failure?.description == "tlsv1 alert no application protocol")
        #expect(!wire.channel.isActive)
    }

    @Test(arguments: [
        "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n", "\u{0}\u{1}\u{2} garbage that is long enough",
        "SSH-2.0-OpenSSH_9.2\r\n",
    ])
    func `what is not TLS gets an alert and no answer`(_ text: String) throws {
        let wire = try Wire()
        try wire.channel.writeInbound(ByteBuffer(string: text))
        #expect(!wire.channel.isActive)
        let answer = try #require(try wire.channel.readOutbound(as: ByteBuffer.self))
        #expect([UInt8](answer.readableBytesView) == [21, 3, 3, 0, 2, 2, 10])
        #expect(wire.record.bytes.isEmpty)
        #expect(wire.record.errors.count == 1)
    }

    @Test func `garbage in a connection closes it with an alert`() throws {
        let wire = try Wire()
        try wire.connect()
        try wire.channel.writeInbound(ByteBuffer(bytes: [23, 3, 3, 0, 32] + (0..<32)))
        let failure = #expect(throws: MemoryClient.Failure.self) { _ = try wire.read() }
        #expect(failure?.description == "sslv3 alert bad record mac")
        #expect(!wire.channel.isActive)
        #expect(wire.record.bytes.isEmpty)
    }

    @Test func `renegotiation is refused`() throws {
        let wire = try Wire(MemoryClient(upTo: TLS1_2_VERSION))
        try wire.connect()
        try wire.client.renegotiate()
        try wire.carry()
        let failure = #expect(throws: MemoryClient.Failure.self) { _ = try wire.client.read() }
        #expect(failure?.description == "no renegotiation")
        #expect(wire.record.bytes.isEmpty)
    }

    @Test func `new keys change nothing`() throws {
        let wire = try Wire()
        try wire.connect()
        for round in 0..<3 {
            try wire.client.updateKeys()
            try wire.send("\(round)")
            try wire.channel.writeOutbound(ByteBuffer(string: "\(round)"))
            #expect(try wire.read() == "\(round)")
        }
        #expect(wire.record.bytes == Array("012".utf8))
    }

    @Test func `a handshake that stalls ends in time`() throws {
        var limits = TLSLimits()
        limits.handshakeMax = .seconds(3)
        let wire = try Wire(limits: limits)
        // Half of a greeting.
        _ = try wire.client.handshake()
        let hello = try #require(wire.client.takeOutput())
        try wire.channel.writeInbound(hello.getSlice(at: 0, length: 50))
        let write = wire.channel.writeAndFlush(ByteBuffer(string: "early"))
        wire.channel.embeddedEventLoop.advanceTime(by: .milliseconds(2999))
        #expect(wire.channel.isActive)
        wire.channel.embeddedEventLoop.advanceTime(by: .milliseconds(1))
        #expect(!wire.channel.isActive)
        #expect(
            wire.record.errors == ["the TLS handshake was not completed within 3.0 seconds"])
        #expect(throws: ChannelError.self) { try write.wait() }
    }

    @Test func `the clock stops with the handshake`() throws {
        let wire = try Wire()
        try wire.connect()
        wire.channel.embeddedEventLoop.advanceTime(by: .hours(1))
        #expect(wire.channel.isActive)
    }

    @Test func `a client that leaves during the handshake is disconnected`() throws {
        let wire = try Wire()
        wire.channel.pipeline.fireUserInboundEventTriggered(ChannelEvent.inputClosed)
        #expect(!wire.channel.isActive)
        #expect(wire.record.errors == ["the client went away during the TLS handshake"])
    }
}
