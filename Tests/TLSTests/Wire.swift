import NIOCore
import NIOEmbedded
import TLS

/// A client and a server's channel with nothing but memory between them.
struct Wire {
    let client: MemoryClient
    let channel: EmbeddedChannel
    let record = Record()

    /// What the handlers above TLS were called with.
    final class Record: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer

        var bytes: [UInt8] = []
        var reads = 0
        var isInputClosed = false
        var errors: [String] = []
        /// What to do with plaintext, beside keeping it.
        var react: (ChannelHandlerContext) -> Void = { _ in }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            bytes += unwrapInboundIn(data).readableBytesView
            reads += 1
            react(context)
        }

        func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
            if case ChannelEvent.inputClosed = event { isInputClosed = true }
        }

        func errorCaught(context: ChannelHandlerContext, error: any Error) {
            errors.append("\(error)")
        }
    }

    init(
        _ client: MemoryClient? = nil, limits: TLSLimits = TLSLimits(), isHalfOpen: Bool = true
    ) throws {
        self.client = try client ?? MemoryClient()
        let context = try ServerContext(
            certificate: Certificates.path("good.crt"), key: Certificates.path("good.key"))
        channel = EmbeddedChannel()
        channel.allowRemoteHalfClosure = isHalfOpen
        try channel.pipeline.syncOperations.addHandlers([
            try TLSHandler(context, limits: limits), record,
        ])
        try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
    }

    /// Carries bytes to and fro until there are none; each write goes in parts of `size` bytes.
    func carry(size: Int = .max) throws {
        var isMoving = true
        while isMoving {
            isMoving = false
            while var output = client.takeOutput() {
                isMoving = true
                while let part = output.readSlice(length: min(size, output.readableBytes)),
                    part.readableBytes > 0
                { try channel.writeInbound(part) }
            }
            while let answer = try channel.readOutbound(as: ByteBuffer.self) {
                isMoving = true
                client.receive(answer)
            }
        }
    }

    /// Completes the handshake.
    func connect(size: Int = .max) throws {
        while try !client.handshake() { try carry(size: size) }
        try carry(size: size)
    }

    func send(_ text: String, size: Int = .max) throws {
        try client.write(Array(text.utf8))
        try carry(size: size)
    }

    /// What the client has read since it was last asked.
    func read() throws -> String {
        try carry()
        return String(decoding: try client.read(), as: UTF8.self)
    }
}
