internal import Interest
internal import Recommending

/// Gorse's endpoints.
func gorseEndpoints(
    _ dependencies: ServiceDependencies, _ configuration: ServiceConfiguration,
    reader: InterestReader, recommending: RecommendationController
) -> [Endpoint] {
    let (catalog, archive, shelf) = (dependencies.items, dependencies.archive, recommending.shelf)
    let bulk = BulkController(
        profiles: dependencies.profiles, catalog: catalog, archive: archive,
        settings: dependencies.settings,
        retention: { [behaviors = dependencies.behaviors] in try await behaviors.retention() },
        shelf: shelf, now: dependencies.now, configuration: configuration)
    return HealthController(probe: dependencies.probe).endpoints
        + FeedbackController(
            behaviors: dependencies.behaviors, archive: archive, settings: dependencies.settings,
            now: dependencies.now, configuration: configuration
        ).endpoints
        + recommending.endpoints
        + UserController(
            profiles: dependencies.profiles, archive: archive, configuration: configuration
        ).endpoints
        + ItemController(
            catalog: catalog, archive: archive, shelf: shelf, configuration: configuration
        ).endpoints
        + ScoreController(
            reader: reader, recommender: recommending.recommender, catalog: catalog,
            kin: KindredUsers(reader: reader, archive: archive, now: dependencies.now),
            now: dependencies.now, configuration: configuration
        ).endpoints
        + bulk.endpoints + DumpController(bulk: bulk).endpoints
}
