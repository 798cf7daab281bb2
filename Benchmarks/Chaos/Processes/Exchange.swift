import NIOCore
import NIOPosix

/// One HTTP request, over its own connection.
struct Exchange: Sendable {
    /// The answer of a server.
    struct Answer: Hashable, Sendable {
        let status: Int
        let body: String
    }

    private static let connectMax = TimeAmount.seconds(2)
    private static let answerMax = TimeAmount.seconds(5)

    let group: MultiThreadedEventLoopGroup

    /// Sends the request; nil when there is no complete answer.
    func send(_ method: String, _ path: String, body: String = "", port: Int) async -> Answer? {
        let head =
            "\(method) \(path) HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n"
            + "Content-Type: application/json\r\nContent-Length: \(body.utf8.count)\r\n\r\n"
        let loop = group.next()
        let promise = loop.makePromise(of: ByteBuffer.self)
        ClientBootstrap(group: loop)
            .connectTimeout(Self.connectMax)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(Collector(promise))
                }
            }
            .connect(host: "127.0.0.1", port: port)
            .whenComplete { result in
                switch result {
                case .failure(let error): promise.fail(error)
                case .success(let channel):
                    channel.writeAndFlush(ByteBuffer(string: head + body), promise: nil)
                    let end = loop.scheduleTask(in: Self.answerMax) {
                        channel.close(promise: nil)
                    }
                    promise.futureResult.whenComplete { _ in end.cancel() }
                }
            }
        guard let bytes = try? await promise.futureResult.get() else { return nil }
        return Self.answer(String(buffer: bytes))
    }

    private static func answer(_ text: String) -> Answer? {
        guard let end = text.firstRange(of: "\r\n\r\n") else { return nil }
        let lines = text[..<end.lowerBound].split(separator: "\r\n")
        let body = String(text[end.upperBound...])
        let words = lines.first?.split(separator: " ") ?? []
        guard words.count > 1, let status = Int(words[1]) else { return nil }
        let length = lines.lazy.compactMap { line -> Int? in
            let sides = line.split(separator: ":", maxSplits: 1)
            guard sides.count == 2, sides[0].lowercased() == "content-length" else { return nil }
            return Int(sides[1].drop { $0 == " " })
        }.first
        guard let length, body.utf8.count == length else { return nil }
        return Answer(status: status, body: body)
    }
}

/// Reads everything until the connection ends.
private final class Collector: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let promise: EventLoopPromise<ByteBuffer>
    private var bytes = ByteBuffer()

    init(_ promise: EventLoopPromise<ByteBuffer>) { self.promise = promise }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var buffer = unwrapInboundIn(data)
        bytes.writeBuffer(&buffer)
    }

    func channelInactive(context: ChannelHandlerContext) { promise.succeed(bytes) }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        promise.fail(error)
        context.close(promise: nil)
    }
}
