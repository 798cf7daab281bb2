internal import Hummingbird
internal import Interest
internal import Recommending

/// Gorse's routes for users, items, feedback and scored lists, and Ebb's own beside them.
struct GorseRoutes {
    let dependencies: ServiceDependencies
    let configuration: ServiceConfiguration
    let reader: InterestReader
    let recommender: VisibleRecommendations
    let shelf: ItemShelf

    func addRoutes(to router: Router<ExchangeContext>) {
        let (catalog, archive) = (dependencies.items, dependencies.archive)
        UserController(
            profiles: dependencies.profiles, archive: archive, configuration: configuration
        ).addRoutes(to: router)
        ItemController(
            catalog: catalog, archive: archive, shelf: shelf, configuration: configuration
        ).addRoutes(to: router)
        FeedbackLookupController(
            archive: archive, now: dependencies.now, configuration: configuration
        ).addRoutes(to: router)
        ScoreController(
            reader: reader, recommender: recommender, catalog: catalog,
            kin: KindredUsers(reader: reader, archive: archive, now: dependencies.now),
            now: dependencies.now, configuration: configuration
        ).addRoutes(to: router)
        let bulk = BulkController(
            profiles: dependencies.profiles, catalog: catalog, archive: archive,
            settings: dependencies.settings,
            retention: { [behaviors = dependencies.behaviors] in try await behaviors.retention() },
            shelf: shelf, now: dependencies.now, configuration: configuration)
        bulk.addRoutes(to: router)
        DumpController(bulk: bulk).addRoutes(to: router)
        BehaviorController(
            reader: reader, behaviors: dependencies.behaviors, archive: archive,
            settings: dependencies.settings, shelf: shelf, now: dependencies.now,
            configuration: configuration
        ).addRoutes(to: router)
    }
}
