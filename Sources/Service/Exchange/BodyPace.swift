internal import HTTPTypes
internal import NIOCore
internal import NIOHTTPTypes

/// Closes a connection whose client sends a body so slowly that it only means to hold the
/// connection.
///
/// A client that cannot keep up with us is waited for by what it sends; a client that we cannot
/// keep up with waits for us. So only the time counts in which we wait for it: in each stretch of
/// `interval` at least `bytesMin` bytes must come, unless we waited less than half of it.
struct BodyPace {
    let bytesMin: Int
    let interval: TimeAmount
    private var bytes = 0
    private var waited = TimeAmount.zero
    private var waitingSince: NIODeadline?

    init(bytesMin: Int, interval: TimeAmount) {
        self.bytesMin = bytesMin
        self.interval = interval
    }

    /// We are ready for more.
    mutating func wait(at now: NIODeadline) {
        if waitingSince == nil { waitingSince = now }
    }

    /// Counts bytes that came.
    mutating func receive(_ count: Int, at now: NIODeadline) {
        bytes += count
        stopWaiting(at: now)
    }

    /// A stretch is over: whether the client was fast enough. The next one begins.
    mutating func isKept(at now: NIODeadline) -> Bool {
        let wasWaiting = waitingSince != nil
        stopWaiting(at: now)
        defer {
            (bytes, waited) = (0, .zero)
            if wasWaiting { waitingSince = now }
        }
        return bytes >= bytesMin || waited.nanoseconds < interval.nanoseconds / 2
    }

    private mutating func stopWaiting(at now: NIODeadline) {
        if let waitingSince { waited = waited + (now - waitingSince) }
        waitingSince = nil
    }
}

/// Keeps each connection to the pace, from the head of a request to the end of its body.
///
/// The time until a head is whole is bounded by the connection's idle time, because whatever of a
/// head has come does not count as a sign of life.
final class BodyPaceHandler: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    private let fresh: BodyPace
    private var pace: BodyPace?
    private var check: Scheduled<Void>?

    init(_ pace: BodyPace) { fresh = pace }

    func read(context: ChannelHandlerContext) {
        pace?.wait(at: context.eventLoop.now)
        context.read()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            // Most requests have no body, and need no clock.
            guard
                head.headerFields[.contentLength].map({ $0 != "0" })
                    ?? head.headerFields.contains(.transferEncoding)
            else { break }
            pace = fresh
            pace?.wait(at: context.eventLoop.now)
            schedule(context)
        case .body(let bytes): pace?.receive(bytes.readableBytes, at: context.eventLoop.now)
        case .end: stop()
        }
        context.fireChannelRead(data)
    }

    func handlerRemoved(context: ChannelHandlerContext) { stop() }

    func channelInactive(context: ChannelHandlerContext) {
        stop()
        context.fireChannelInactive()
    }

    private func stop() {
        pace = nil
        check?.cancel()
        check = nil
    }

    private func schedule(_ context: ChannelHandlerContext) {
        check = context.eventLoop.assumeIsolated().scheduleTask(in: fresh.interval) {
            guard let isKept = self.pace?.isKept(at: context.eventLoop.now) else { return }
            guard isKept else { return context.close(promise: nil) }
            self.schedule(context)
        }
    }
}

@available(*, unavailable)
extension BodyPaceHandler: Sendable {}
