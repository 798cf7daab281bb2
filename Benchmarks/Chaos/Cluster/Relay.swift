import NIOCore

/// One direction of a connection through a proxy: copies data from one side to the other.
final class Relay: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let proxy: Proxy
    private let direction: Proxy.Direction
    private let peer: any Channel
    private var lastDue = NIODeadline.now()

    init(_ direction: Proxy.Direction, to peer: any Channel, of proxy: Proxy) {
        self.direction = direction
        self.peer = peer
        self.proxy = proxy
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let buffer = unwrapInboundIn(data)
        guard let delay = proxy.delay(of: direction) else { return }
        let now = NIODeadline.now()
        // Delayed data keeps its order.
        let due = max(now + delay, lastDue + .nanoseconds(1))
        guard due > now + .milliseconds(1) else {
            peer.writeAndFlush(buffer, promise: nil)
            return
        }
        lastDue = due
        let peer = peer
        context.eventLoop.scheduleTask(deadline: due) {
            peer.writeAndFlush(buffer, promise: nil)
        }
    }

    // When one side cannot write, the other stops reading, so that no data piles up.
    func channelWritabilityChanged(context: ChannelHandlerContext) {
        peer.setOption(.autoRead, value: context.channel.isWritable).whenFailure { _ in }
        context.fireChannelWritabilityChanged()
    }

    func channelInactive(context: ChannelHandlerContext) { peer.close(promise: nil) }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }
}
