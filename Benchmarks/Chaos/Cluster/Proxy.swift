import NIOCore
import NIOPosix
import Synchronization

/// A TCP proxy on loopback in front of one server, which can cut, block or delay all data.
final class Proxy: Sendable {
    /// What the proxy lets through.
    enum Mode: Hashable, Sendable {
        case open
        /// Nothing: connections break, and new ones fail.
        case cut
        /// Nothing, without any error.
        case silent
        /// Only requests, no answers.
        case deaf
        /// Everything, with a delay in milliseconds.
        case slow(Int)
    }

    /// The direction.
    enum Direction: Sendable { case request, answer }

    private struct State {
        var mode = Mode.open
        var channels: [ObjectIdentifier: any Channel] = [:]
    }

    private struct IsCut: Error {}

    private let state = Mutex(State())
    private let listener = Mutex<(any Channel)?>(nil)

    /// Listens on a free port, for a server that may not be running yet.
    static func open(to port: Int, on group: MultiThreadedEventLoopGroup) async throws -> Proxy {
        let proxy = Proxy()
        let listener = try await ServerBootstrap(group: group)
            .childChannelOption(.autoRead, value: false)
            .childChannelInitializer { client in proxy.connect(client, to: port) }
            .bind(host: "127.0.0.1", port: 0).get()
        proxy.listener.withLock { $0 = listener }
        return proxy
    }

    /// The port on which it listens.
    var port: Int { listener.withLock { $0?.localAddress?.port } ?? 0 }

    /// Changes what the proxy lets through.
    ///
    /// Blocked data is lost, so a connection that lost data breaks when the fault ends.
    func set(_ mode: Mode) {
        let broken = state.withLock { state in
            let isLossy = [.silent, .deaf].contains(state.mode) || mode == .cut
            state.mode = mode
            return isLossy ? Array(state.channels.values) : []
        }
        for channel in broken { channel.close(promise: nil) }
    }

    /// The delay of data; nil when it is blocked.
    func delay(of direction: Direction) -> TimeAmount? {
        switch state.withLock(\.mode) {
        case .open: .zero
        case .cut, .silent: nil
        case .deaf: direction == .request ? .zero : nil
        case .slow(let milliseconds): .milliseconds(Int64(milliseconds))
        }
    }

    /// Ends the proxy and all connections.
    func close() async {
        set(.cut)
        try? await listener.withLock { $0 }?.close()
    }

    /// Connects a client to the server; reads no data until the server is connected.
    private func connect(_ client: any Channel, to port: Int) -> EventLoopFuture<Void> {
        guard note(client) else { return client.eventLoop.makeFailedFuture(IsCut()) }
        return ClientBootstrap(group: client.eventLoop)
            .channelInitializer { server in
                server.eventLoop.makeCompletedFuture {
                    try server.pipeline.syncOperations.addHandler(
                        Relay(.answer, to: client, of: self))
                }
            }
            .connect(host: "127.0.0.1", port: port)
            .flatMap { server in
                client.closeFuture.whenComplete { _ in server.close(promise: nil) }
                return client.eventLoop.makeCompletedFuture {
                    try client.pipeline.syncOperations.addHandler(
                        Relay(.request, to: server, of: self))
                }
            }
            .flatMap { client.setOption(.autoRead, value: true) }
    }

    /// Keeps the connection of a client, unless connections are cut.
    private func note(_ client: any Channel) -> Bool {
        let id = ObjectIdentifier(client)
        let isCut = state.withLock { state in
            guard state.mode != .cut else { return true }
            state.channels[id] = client
            return false
        }
        guard !isCut else { return false }
        client.closeFuture.whenComplete { _ in
            self.state.withLock { _ = $0.channels.removeValue(forKey: id) }
        }
        return true
    }
}
