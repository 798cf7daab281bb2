package import Hummingbird

/// What accompanies a request from its head to its answer.
package struct ExchangeContext: RequestContext {
    /// What Hummingbird keeps.
    package var coreContext: CoreRequestContextStorage

    package init(source: Source) {
        coreContext = .init(source: source)
    }
}
