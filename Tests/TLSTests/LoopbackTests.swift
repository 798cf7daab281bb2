import Foundation
import Hashing
import NIOCore
import NIOHTTP1
import NIOPosix
import TLS
import Testing

/// A server on loopback, asked by the programs that people ask with.
@Suite(.serialized)
struct LoopbackTests {
    /// Answers each request with its own body.
    private final class Echo: ChannelInboundHandler {
        typealias InboundIn = HTTPServerRequestPart
        typealias OutboundOut = HTTPServerResponsePart

        private var body = ByteBuffer()
        private var isLast = false

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            switch unwrapInboundIn(data) {
            case .head(let head):
                body.clear()
                isLast = !head.isKeepAlive
            case .body(var part): body.writeBuffer(&part)
            case .end:
                let length = "\(body.readableBytes)"
                let head = HTTPResponseHead(
                    version: .http1_1, status: .ok, headers: ["Content-Length": length])
                context.write(wrapOutboundOut(.head(head)), promise: nil)
                context.write(wrapOutboundOut(.body(.byteBuffer(body))), promise: nil)
                context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
                if isLast { context.close(mode: .output, promise: nil) }
            }
        }

        func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
            if case ChannelEvent.inputClosed = event { context.close(promise: nil) }
        }
    }

    /// Serves while `use` runs with the port.
    private func served(_ use: (Int) async throws -> Void) async throws {
        let context = try ServerContext(
            certificate: Certificates.path("good.crt"), key: Certificates.path("good.key"))
        let server = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelOption(.allowRemoteHalfClosure, value: true)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(try TLSHandler(context))
                    try channel.pipeline.syncOperations.configureHTTPServerPipeline()
                    try channel.pipeline.syncOperations.addHandler(Echo())
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        do {
            try await use(server.localAddress?.port ?? 0)
        } catch {
            try await server.close()
            throw error
        }
        try await server.close()
    }

    private func run(_ arguments: String..., input: String = "") throws -> Command.Answer {
        try Command.run(
            arguments, in: try Certificates.shared.get().folder, input: Data(input.utf8))
    }

    @Test(arguments: ["1.2", "1.3"])
    func `curl sends and gets eight megabytes`(_ version: String) async throws {
        var state: UInt64 = 1
        let bytes = (0..<8 << 20).map { _ in
            state = state &* 6_364_136_223_846_793_005 &+ 1
            return UInt8(truncatingIfNeeded: state >> 56)
        }
        let folder = try Certificates.shared.get().folder
        try Data(bytes).write(to: folder.appending(path: "sent"))
        try await served { port in
            let answer = try run(
                "curl", "--silent", "--show-error", "--cacert", "good.crt", "--tlsv\(version)",
                "--tls-max", version, "--resolve", "localhost:\(port):127.0.0.1",
                "--header", "Expect:", "--data-binary", "@sent", "--output", "got",
                "https://localhost:\(port)/")
            #expect(answer.status == 0, "\(answer.errors)")
            let got = try Data(contentsOf: folder.appending(path: "got"))
            #expect(SHA256.hash(got) == SHA256.hash(bytes))
        }
    }

    @Test func `OpenSSL's own client agrees on HTTP 1.1 and receives the end`() async throws {
        try await served { port in
            let answer = try run(
                "openssl", "s_client", "-connect", "127.0.0.1:\(port)", "-servername",
                "localhost", "-CAfile", "good.crt", "-verify_return_error", "-alpn",
                "h2,http/1.1", "-ign_eof",
                input: "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
            #expect(answer.output.contains("ALPN protocol: http/1.1"))
            #expect(answer.output.contains("Verify return code: 0 (ok)"))
            #expect(answer.output.contains("HTTP/1.1 200 OK"))
        }
    }

    @Test func `nobody is answered in the clear`() async throws {
        try await served { port in
            let answer = try run("curl", "--silent", "http://127.0.0.1:\(port)/")
            #expect(answer.status != 0)
            #expect(answer.output.isEmpty)
        }
    }
}
