package import Hummingbird

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

    package init(source: Source) {
        coreContext = .init(source: source)
    }
}
