internal import NIOCore
internal import NIOPosix
internal import Synchronization

/// What a stub answers to a request.
public enum StubAnswer: Sendable {
    /// An answer with a status, headers and a body.
    case reply(Int, headers: [String: String], body: String)
    /// The head and a part of the body, then the connection ends.
    case cut
    /// Nothing, and the connection stays open.
    case silence
    /// A body that goes on as long as the client listens.
    case endless

    /// JSON with the status 200.
    public static func json(_ body: String) -> StubAnswer { .reply(200, headers: [:], body: body) }
}

/// A request that came to a stub.
public struct StubRequest: Sendable {
    /// The request line and the headers.
    public let head: String
    /// The body.
    public let body: String
}

/// A server of large models on loopback that can misbehave in every way.
public final class StubServer: Sendable {
    private let channel: any Channel
    private let log: RequestLog

    /// The base of its routes.
    public var base: String { "http://127.0.0.1:\(channel.localAddress?.port ?? 0)/v1" }

    /// What came so far.
    public var requests: [StubRequest] { log.requests }

    /// Starts a server that answers by `answer`, which receives how many requests came before.
    public init(
        _ answer: @escaping @Sendable (StubRequest, Int) -> StubAnswer
    ) async throws {
        let log = RequestLog()
        self.log = log
        channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(StubHandler(log, answer))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
    }

    /// Stops it.
    public func close() async { try? await channel.close() }
}

private final class RequestLog: Sendable {
    private let kept = Mutex<[StubRequest]>([])

    var requests: [StubRequest] { kept.withLock { $0 } }

    /// Keeps a request; returns how many came before.
    func keep(_ request: StubRequest) -> Int {
        kept.withLock { kept in
            kept.append(request)
            return kept.count - 1
        }
    }
}

private final class StubHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let log: RequestLog
    private let answer: @Sendable (StubRequest, Int) -> StubAnswer
    private var text = ""

    init(_ log: RequestLog, _ answer: @escaping @Sendable (StubRequest, Int) -> StubAnswer) {
        self.log = log
        self.answer = answer
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        text += String(buffer: unwrapInboundIn(data))
        guard let request = take() else { return }
        switch answer(request, log.keep(request)) {
        case .reply(let status, let headers, let body):
            let lines = headers.map { "\($0.key): \($0.value)\r\n" }.joined()
            write(
                "HTTP/1.1 \(status) Stub\r\nContent-Length: \(body.utf8.count)\r\n\(lines)\r\n"
                    + body, to: context)
        case .cut:
            write("HTTP/1.1 200 Stub\r\nContent-Length: 1000\r\n\r\n{\"data\":", to: context)
            context.close(promise: nil)
        case .silence: break
        case .endless:
            write("HTTP/1.1 200 Stub\r\nTransfer-Encoding: chunked\r\n\r\n", to: context)
            Self.goOn(context.channel)
        }
    }

    /// The next request, when it is complete.
    private func take() -> StubRequest? {
        guard let end = text.firstRange(of: "\r\n\r\n") else { return nil }
        let head = String(text[..<end.lowerBound])
        let length =
            head.split(separator: "\r\n").first { $0.lowercased().hasPrefix("content-length:") }
            .flatMap { Int($0.split(separator: ":")[1].filter(\.isNumber)) } ?? 0
        let body = text[end.upperBound...]
        guard body.utf8.count >= length else { return nil }
        defer { text = String(body.utf8.dropFirst(length)) ?? "" }
        return StubRequest(head: head, body: String(body.utf8.prefix(length)) ?? "")
    }

    private func write(_ text: String, to context: ChannelHandlerContext) {
        context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: text)), promise: nil)
    }

    private static func goOn(_ channel: any Channel) {
        channel.eventLoop.scheduleTask(in: .milliseconds(5)) {
            guard channel.isActive else { return }
            channel.writeAndFlush(ByteBuffer(string: "1\r\n \r\n"), promise: nil)
            goOn(channel)
        }
    }
}
