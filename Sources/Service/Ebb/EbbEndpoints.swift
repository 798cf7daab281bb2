internal import Interest
internal import Recommending

/// The endpoints that Gorse does not have, but for the administrators'.
func ebbEndpoints(
    _ dependencies: ServiceDependencies, _ configuration: ServiceConfiguration,
    reader: InterestReader, shelf: ItemShelf
) -> [Endpoint] {
    InterestController(
        reader: reader, behaviors: dependencies.behaviors, settings: dependencies.settings,
        shelf: shelf, items: dependencies.items, now: dependencies.now,
        configuration: configuration
    ).endpoints
        + BehaviorController(
            reader: reader, behaviors: dependencies.behaviors, archive: dependencies.archive,
            shelf: shelf, now: dependencies.now, configuration: configuration
        ).endpoints
        + MetricsController(registry: dependencies.registry).endpoints
}
