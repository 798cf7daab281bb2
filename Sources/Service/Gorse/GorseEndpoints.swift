internal import Interest
internal import Recommending

/// Gorse's endpoints.
func gorseEndpoints(
    _ dependencies: ServiceDependencies, _ configuration: ServiceConfiguration,
    reader: InterestReader, recommending: RecommendationController
) -> [Endpoint] {
    let (catalog, editor) = (dependencies.items, dependencies.editor)
    let watch = CatalogWatch(cache: recommending.cache, follower: dependencies.catalog)
    let bulk = BulkController(
        profiles: dependencies.profiles, catalog: catalog, editor: editor,
        settings: dependencies.settings,
        retention: { [behaviors = dependencies.behaviors] in try await behaviors.retention() },
        watch: watch, now: dependencies.now, configuration: configuration)
    return HealthController(probe: dependencies.probe).endpoints
        + FeedbackController(
            behaviors: dependencies.behaviors, editor: editor, settings: dependencies.settings,
            quality: dependencies.quality,
            now: dependencies.now, configuration: configuration
        ).endpoints
        + recommending.endpoints
        + UserController(
            profiles: dependencies.profiles, editor: editor, sketch: dependencies.users,
            models: dependencies.models, erasing: dependencies.erasing,
            configuration: configuration
        ).endpoints
        + ItemController(
            catalog: catalog, editor: editor, watch: watch, configuration: configuration
        ).endpoints
        + ScoreController(
            reader: reader, recommender: recommending.recommender, catalog: catalog,
            kin: NeighborUsers(
                reader: reader, editor: editor, sketch: dependencies.users,
                now: dependencies.now),
            now: dependencies.now, configuration: configuration
        ).endpoints
        + bulk.endpoints + DumpController(bulk: bulk).endpoints
}
