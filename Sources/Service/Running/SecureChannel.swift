internal import HummingbirdCore
internal import Logging
internal import NIOCore
internal import TLS

/// A server's channel behind TLS: what goes on above it sees plaintext.
struct SecureChannel<Base: ServerChildChannel>: ServerChildChannel {
    let base: Base
    /// The certificate and key for the next connection. It is asked for each, so that other files
    /// may take the place of these while connections are open.
    let context: @Sendable () -> ServerContext

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Base.Value> {
        channel.eventLoop.makeCompletedFuture {
            try channel.pipeline.syncOperations.addHandler(try TLSHandler(context()))
        }.flatMap { base.setup(channel: channel, logger: logger) }
    }

    func handle(value: Base.Value, logger: Logger) async {
        await base.handle(value: value, logger: logger)
    }
}
