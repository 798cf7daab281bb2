internal import Interest
internal import Recommending

/// The endpoints that Gorse does not have, but for the administrators'.
func ebbEndpoints(
    _ dependencies: ServiceDependencies, _ configuration: ServiceConfiguration,
    reader: InterestReader, cache: CatalogCache
) -> [Endpoint] {
    InterestController(
        reader: reader, behaviors: dependencies.behaviors, settings: dependencies.settings,
        cache: cache, items: dependencies.items, now: dependencies.now,
        configuration: configuration
    ).endpoints
        + BehaviorController(
            reader: reader, behaviors: dependencies.behaviors, editor: dependencies.editor,
            cache: cache, now: dependencies.now, configuration: configuration
        ).endpoints
        + MetricsController(registry: dependencies.registry).endpoints
}
