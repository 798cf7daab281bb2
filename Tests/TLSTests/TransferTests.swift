import COpenSSL
import Hashing
import NIOCore
import NIOEmbedded
import TLS
import Testing

/// What is written and read, and in which order.
struct TransferTests {
    /// Bytes that no compression would make shorter.
    private static func noise(_ count: Int) -> [UInt8] {
        var state: UInt64 = 7
        return (0..<count).map { _ in
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return UInt8(truncatingIfNeeded: state >> 56)
        }
    }

    @Test(arguments: [TLS1_2_VERSION, TLS1_3_VERSION])
    func `eight megabytes go up and down`(_ version: CInt) throws {
        let wire = try Wire(MemoryClient(upTo: version))
        try wire.connect()
        let bytes = Self.noise(8 << 20)
        try wire.client.write(bytes)
        try wire.carry(size: 65_536)
        #expect(SHA256.hash(wire.record.bytes) == SHA256.hash(bytes))
        // One read below is at most one above.
        #expect(wire.record.reads <= (8 << 20) / 60_000)
        try wire.channel.writeOutbound(ByteBuffer(bytes: bytes))
        try wire.carry()
        #expect(SHA256.hash(try wire.client.read()) == SHA256.hash(bytes))
    }

    @Test func `a promise is kept when its bytes are written, not before`() throws {
        let wire = try Wire()
        try wire.connect()
        let (first, second) = (
            wire.channel.eventLoop.makePromise(of: Void.self),
            wire.channel.eventLoop.makePromise(of: Void.self)
        )
        var kept: [Int] = []
        first.futureResult.assumeIsolated().whenSuccess { kept.append(1) }
        second.futureResult.assumeIsolated().whenSuccess { kept.append(2) }
        wire.channel.write(ByteBuffer(string: "one "), promise: first)
        wire.channel.write(ByteBuffer(), promise: second)
        #expect(kept.isEmpty)
        #expect(try wire.channel.readOutbound(as: ByteBuffer.self) == nil)
        wire.channel.flush()
        #expect(kept == [1, 2])
        #expect(try wire.read() == "one ")
    }

    @Test func `writes wait for the handshake, and only flushed ones go with it`() throws {
        let wire = try Wire()
        var kept: [Int] = []
        for number in 1...3 {
            let write = wire.channel.write(ByteBuffer(string: "\(number)"))
            write.assumeIsolated().whenSuccess { kept.append(number) }
            if number == 2 { wire.channel.flush() }
        }
        try wire.connect()
        #expect(kept == [1, 2])
        #expect(try wire.read() == "12")
        wire.channel.flush()
        #expect(kept == [1, 2, 3])
        #expect(try wire.read() == "3")
    }

    @Test func `too much that waits for the handshake ends it`() throws {
        var limits = TLSLimits()
        limits.unsentMax = 10
        let wire = try Wire(limits: limits)
        let write = wire.channel.write(ByteBuffer(string: "ten bytes."))
        #expect(wire.channel.isActive)
        let other = wire.channel.write(ByteBuffer(string: "."))
        #expect(!wire.channel.isActive)
        #expect(wire.record.errors == ["more than 10 bytes wait for the TLS handshake"])
        #expect(throws: ChannelError.self) { try write.wait() }
        #expect(throws: ChannelError.self) { try other.wait() }
    }

    @Test func `an answer from within a read goes out`() throws {
        let wire = try Wire()
        try wire.connect()
        wire.record.react = { context in
            context.writeAndFlush(NIOAny(ByteBuffer(string: "yes ")), promise: nil)
            context.write(NIOAny(ByteBuffer(string: "indeed")), promise: nil)
            context.flush()
        }
        try wire.send("really?")
        #expect(try wire.read() == "yes indeed")
    }

    @Test func `closing from within a read ends the connection once`() throws {
        for mode in [CloseMode.all, .output] {
            let wire = try Wire()
            try wire.connect()
            wire.record.react = { context in
                context.writeAndFlush(NIOAny(ByteBuffer(string: "bye")), promise: nil)
                context.close(mode: mode, promise: nil)
            }
            // The close comes with the second of three records in one read.
            try wire.client.write(Array("one".utf8))
            try wire.client.write(Array("two".utf8))
            wire.client.end()
            try wire.carry()
            #expect(wire.record.bytes == Array("onetwo".utf8))
            #expect(try wire.read() == "bye")
            #expect(wire.client.isToldEnd)
            #expect(!wire.channel.isActive)
            #expect(wire.record.errors.isEmpty)
        }
    }

    @Test func `a read within a read keeps the order`() throws {
        let wire = try Wire()
        try wire.connect()
        try wire.client.write(Array("first ".utf8))
        let first = try #require(wire.client.takeOutput())
        try wire.client.write(Array("second".utf8))
        let second = try #require(wire.client.takeOutput())
        let channel = wire.channel
        wire.record.react = { [weak record = wire.record] _ in
            record?.react = { _ in }
            channel.pipeline.fireChannelRead(second)
        }
        try channel.writeInbound(first)
        #expect(wire.record.bytes == Array("first second".utf8))
    }

    @Test func `a client that makes TLS talk and does not listen is closed`() throws {
        var limits = TLSLimits()
        limits.answersMax = 100
        let wire = try Wire(limits: limits)
        try wire.channel.pipeline.syncOperations.addHandler(Blocked(), position: .first)
        _ = try wire.client.handshake()
        try wire.carry()
        #expect(!wire.channel.isActive)
        #expect(wire.record.errors == ["the client does not take what TLS answers"])
    }

    /// A socket that takes nothing.
    private final class Blocked: ChannelOutboundHandler {
        typealias OutboundIn = ByteBuffer

        private var promises: [EventLoopPromise<Void>] = []

        func write(
            context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?
        ) { promise.map { promises.append($0) } }

        func handlerRemoved(context: ChannelHandlerContext) {
            for promise in promises { promise.fail(ChannelError.ioOnClosedChannel) }
        }
    }
}
