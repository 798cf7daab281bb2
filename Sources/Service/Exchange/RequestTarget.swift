internal import HTTPTypes
internal import HummingbirdCore
internal import Logging
internal import NIOCore
internal import NIOHTTP1
internal import NIOHTTPTypesHTTP1

/// Brings a request's target and `Host` together, as RFC 9112 (3.2 and 3.3) says, before the types
/// above forget what came in.
///
/// `GET http://a.example/x` with `Host: b.example` is asked of `a.example`. HTTP/1.0 knows no
/// `Host`, so a request without one is asked of the address that is listened on. A request of
/// HTTP/1.1 without a `Host`, or whose target is neither a path nor a URL, gets a `Host` that names
/// nothing, and ``AllowedHosts`` refuses it.
enum RequestTarget {
    /// No host name, so that the request is refused.
    static let nowhere = "?"

    static func resolve(_ head: HTTPRequestHead, listeningOn host: String) -> HTTPRequestHead {
        var head = head
        let hosts = head.headers["Host"]
        if hosts.isEmpty {
            head.headers.add(
                name: "Host", value: head.version == .http1_0 ? authority(of: host) : nowhere)
        }
        guard !head.uri.hasPrefix("/"), !(head.uri == "*" && head.method == .OPTIONS) else {
            return head
        }
        head.headers.replaceOrAdd(
            name: "Host",
            value: hosts.count == 1 ? authority(ofURL: head.uri) ?? nowhere : nowhere)
        return head
    }

    private static func authority(ofURL text: String) -> String? {
        guard let start = text.firstRange(of: "://"),
            ["http", "https"].contains(text[..<start.lowerBound].lowercased())
        else { return nil }
        return String(text[start.upperBound...].prefix { !"/?#".contains($0) })
    }

    private static func authority(of host: String) -> String {
        host.contains(":") && !host.hasPrefix("[") ? "[\(host)]" : host
    }
}

/// Applies ``RequestTarget`` to each request of a connection.
final class RequestTargetHandler: ChannelInboundHandler, RemovableChannelHandler, Sendable {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart

    private let host: String

    init(listeningOn host: String) { self.host = host }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard case .head(let head) = unwrapInboundIn(data) else {
            return context.fireChannelRead(data)
        }
        context.fireChannelRead(
            wrapInboundOut(.head(RequestTarget.resolve(head, listeningOn: host))))
    }
}

/// An HTTP/1.1 channel whose requests name their host in one way.
struct TargetChannel: ServerChildChannel {
    let base: HTTP1Channel
    /// The address that is listened on.
    let host: String

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<HTTP1Channel.Value> {
        base.setup(channel: channel, logger: logger).flatMapThrowing { value in
            let pipeline = channel.pipeline.syncOperations
            // Before the codec, whose types know neither the version nor the target as it came.
            try pipeline.addHandler(
                RequestTargetHandler(listeningOn: host),
                position: .before(pipeline.handler(type: HTTP1ToHTTPServerCodec.self)))
            return value
        }
    }

    func handle(value: HTTP1Channel.Value, logger: Logger) async {
        await base.handle(value: value, logger: logger)
    }
}
