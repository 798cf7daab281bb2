import NIOCore
import NIOEmbedded
import TLS
import Testing

/// How connections end.
struct CloseTests {
    @Test func `closing tells the client`() throws {
        let wire = try Wire()
        try wire.connect()
        try wire.channel.close().wait()
        #expect(try wire.read() == "")
        #expect(wire.client.isToldEnd)
        #expect(throws: ChannelError.self) {
            try wire.channel.writeAndFlush(ByteBuffer(string: "late")).wait()
        }
    }

    @Test func `what was written before the end is read before it`() throws {
        let wire = try Wire()
        try wire.connect()
        wire.channel.write(ByteBuffer(string: "last words"), promise: nil)
        wire.channel.close(promise: nil)
        #expect(try wire.read() == "last words")
        #expect(wire.client.isToldEnd)
    }

    @Test func `closing before the handshake says nothing`() throws {
        let wire = try Wire()
        let write = wire.channel.writeAndFlush(ByteBuffer(string: "early"))
        try wire.channel.close().wait()
        #expect(try wire.channel.readOutbound(as: ByteBuffer.self) == nil)
        #expect(throws: ChannelError.self) { try write.wait() }
    }

    @Test func `the client's end is the end of the input, and answers still go out`() throws {
        let wire = try Wire()
        try wire.connect()
        try wire.client.write(Array("question".utf8))
        wire.client.end()
        try wire.carry()
        #expect(wire.record.bytes == Array("question".utf8))
        #expect(wire.record.isInputClosed)
        #expect(wire.channel.isActive)
        try wire.channel.writeOutbound(ByteBuffer(string: "answer"))
        wire.channel.close(mode: .output, promise: nil)
        #expect(try wire.read() == "answer")
        #expect(wire.client.isToldEnd)
        #expect(!wire.channel.isActive)
    }

    @Test func `a channel that nobody wants half open closes with the client's end`() throws {
        let wire = try Wire(isHalfOpen: false)
        try wire.connect()
        wire.client.end()
        try wire.carry()
        #expect(!wire.channel.isActive)
        #expect(try wire.read() == "")
        #expect(wire.client.isToldEnd)
    }

    @Test func `a client that just closes its side has ended its input, too`() throws {
        let wire = try Wire()
        try wire.connect()
        try wire.send("question")
        wire.channel.pipeline.fireUserInboundEventTriggered(ChannelEvent.inputClosed)
        #expect(wire.record.isInputClosed)
        #expect(wire.record.errors.isEmpty)
        try wire.channel.writeOutbound(ByteBuffer(string: "answer"))
        #expect(try wire.read() == "answer")
    }

    @Test func `after its own end the server still reads, until the client ends`() throws {
        let wire = try Wire()
        try wire.connect()
        // EmbeddedChannel itself knows no half close, so it must not see one.
        try wire.channel.pipeline.syncOperations.addHandler(Swallow(), position: .first)
        wire.channel.close(mode: .output, promise: nil)
        #expect(throws: ChannelError.self) {
            try wire.channel.writeAndFlush(ByteBuffer(string: "late")).wait()
        }
        #expect(try wire.read() == "")
        #expect(wire.client.isToldEnd)
        try wire.send("still here")
        #expect(wire.record.bytes == Array("still here".utf8))
        wire.client.end()
        try wire.carry()
        #expect(!wire.channel.isActive)
    }

    @Test func `a connection that breaks off leaves no promise behind`() throws {
        let wire = try Wire()
        let write = wire.channel.writeAndFlush(ByteBuffer(string: "early"))
        wire.channel.pipeline.fireChannelInactive()
        #expect(throws: ChannelError.self) { try write.wait() }
        _ = try wire.channel.finish(acceptAlreadyClosed: true)
    }

    /// Half closes that come to nothing.
    private final class Swallow: ChannelOutboundHandler {
        typealias OutboundIn = ByteBuffer

        func close(
            context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?
        ) {
            guard mode == .all else { return promise?.succeed() ?? () }
            context.close(promise: promise)
        }
    }
}
