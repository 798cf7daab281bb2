package import Hummingbird
internal import NIOCore

/// What accompanies a request from its head to its answer.
package struct ExchangeContext: RequestContext {
    /// What Hummingbird keeps.
    package var coreContext: CoreRequestContextStorage
    /// On whose behalf the request comes; nil at routes that want no key.
    package var caller: Caller?
    /// What is to be said of the request in the audit; nil where it is not audited.
    var note: AuditNote?
    /// The request's part of the budget; nil where it takes none.
    var share: WorkShare?

    private let channel: any Channel

    package init(source: Source) {
        coreContext = .init(source: source)
        channel = source.channel
    }

    /// Whether the request came over a connection, and not from a test of the router.
    var hasConnection: Bool { channel.remoteAddress != nil }
}
