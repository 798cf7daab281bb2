import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import NIOEmbedded
import ServiceLifecycle
import Synchronization

/// Hands requests to an application as if a server had read them, without a server.
struct RouterClient: Sendable {
    struct Reply: Sendable {
        let status: HTTPResponse.Status
        let headers: HTTPFields
        let body: ByteBuffer
    }

    /// How long the parts are in which a body comes.
    private static let partLength = 32 << 10

    fileprivate let respond: @Sendable (Request) async -> Response

    /// What is answered to one request.
    func ask(
        uri: String, method: HTTPRequest.Method, headers: HTTPFields = [:],
        body: ByteBuffer? = nil, of host: String? = "localhost"
    ) async throws -> Reply {
        var headers = headers
        if let body { headers[.contentLength] = String(body.readableBytes) }
        let (parts, source) = AsyncStream<ByteBuffer>.makeStream()
        var rest = body ?? ByteBuffer()
        while let part = rest.readSlice(length: min(Self.partLength, rest.readableBytes)),
            part.readableBytes > 0
        { source.yield(part) }
        source.finish()
        let head = HTTPRequest(
            method: method, scheme: "http", authority: host, path: uri,
            headerFields: headers)
        let response = await respond(
            Request(head: head, body: RequestBody(asyncSequence: parts)))
        let taken = TakenBody()
        try await response.body.write(taken)
        return Reply(status: response.status, headers: response.headers, body: taken.bytes)
    }
}

/// Keeps what a response writes.
private final class TakenBody: ResponseBodyWriter {
    private let taken = Mutex(ByteBuffer())

    var bytes: ByteBuffer { taken.withLock { $0 } }

    func write(_ buffer: ByteBuffer) async throws {
        _ = taken.withLock { $0.writeImmutableBuffer(buffer) }
    }

    func finish(_ trailingHeaders: HTTPFields?) async throws {}
}

extension ApplicationProtocol {
    /// Runs the application's services while `use` asks it, then stops them.
    func asked<Value: Sendable>(
        _ use: @Sendable (RouterClient) async throws -> Value
    ) async throws -> Value {
        let (responder, logger) = (try await responder, logger)
        let client = RouterClient { request in
            let source = ApplicationRequestContextSource(
                channel: NIOAsyncTestingChannel(), logger: logger)
            do {
                return try await responder.respond(
                    to: request, context: Responder.Context(source: source))
            } catch {
                return Response(status: .internalServerError)
            }
        }
        guard !services.isEmpty else { return try await use(client) }
        let (started, starting) = AsyncStream<Void>.makeStream()
        let group = ServiceGroup(
            services: services + [Started(starting: starting)], logger: logger)
        return try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await group.run() }
            // Before they run there is nothing to stop.
            for await _ in started {}
            do {
                let value = try await use(client)
                await group.triggerGracefulShutdown()
                try await tasks.waitForAll()
                return value
            } catch {
                await group.triggerGracefulShutdown()
                throw error
            }
        }
    }
}

/// Tells when the services before it have been started.
private struct Started: ServiceLifecycle.Service {
    let starting: AsyncStream<Void>.Continuation

    func run() async throws {
        starting.finish()
        try? await gracefulShutdown()
    }
}
