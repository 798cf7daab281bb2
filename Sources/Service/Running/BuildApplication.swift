public import Hummingbird
internal import HummingbirdCore
internal import Interest
public import Logging
internal import NIOCore
internal import Recommending
internal import ServiceLifecycle

/// The service as `ebb serve` runs it and as tests do.
///
/// - Parameters:
///   - listening: receives the port, once requests are taken.
///   - pause: waits between two looks for newer models.
/// - Throws: a `ServiceError` where the configuration must not serve.
public func buildApplication(
    _ dependencies: ServiceDependencies, configuration: ServiceConfiguration, logger: Logger,
    listening: @escaping @Sendable (Int) async -> Void = { _ in },
    pause: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }
) throws(ServiceError) -> some ApplicationProtocol {
    try configuration.check()
    let keys = KeyRing(dependencies.keys, configuration, now: dependencies.now)
    let router = buildRouter(dependencies, configuration: configuration, keys: keys)
    var services: [any ServiceLifecycle.Service] = []
    if dependencies.keys != nil {
        services.append(
            KeyReload(
                ring: keys, interval: configuration.keyReloadInterval, logger: logger,
                pause: pause))
    }
    if let supply = dependencies.models {
        services.append(
            ModelReload(
                supply: supply, interval: configuration.reloadInterval, logger: logger,
                pause: pause))
    }
    services.append(
        CatalogFollowing(
            follower: dependencies.catalog, interval: configuration.catalogInterval,
            logger: logger, meter: CatalogMeter(metrics: dependencies.registry), pause: pause))
    if let admin = dependencies.admin { services.append(admin.desk) }
    if let erasing = dependencies.erasing, erasing.goesOn {
        services.append(ErasureResumption(erasing: erasing, logger: logger, pause: pause))
    }
    if let presence = dependencies.presence { services.append(presence) }
    if let training = dependencies.training { services.append(training) }
    let tls = try renewal(dependencies, configuration, logger, pause)
    if let tls { services.append(tls) }
    return Application(
        responder: ServiceResponder(
            router, metrics: dependencies.registry, doors: Doors(configuration, keys: keys)),
        server: .service(configuration, tls: tls),
        configuration: ApplicationConfiguration(
            address: .hostname(configuration.host, port: configuration.port),
            availableConnectionsDelegate: MaximumAvailableConnections(
                connections(configuration, logger), logger: logger)),
        services: services,
        onServerRunning: { channel in
            let port = channel.localAddress?.port ?? configuration.port
            await dependencies.presence?.listens(at: "\(configuration.host):\(port)")
            await listening(port)
        },
        logger: logger)
}

private func connections(_ configuration: ServiceConfiguration, _ logger: Logger) -> Int {
    let possible = FileLimit.connections(upTo: configuration.connectionsMax)
    if possible < configuration.connectionsMax {
        logger.notice(
            """
            only \(possible) connections are held at once, the others wait: raise the limit of \
            open files (ulimit -n) for more
            """)
    }
    return possible
}

/// The router of all endpoints.
func buildRouter(
    _ dependencies: ServiceDependencies, configuration: ServiceConfiguration, keys: KeyRing,
    budget: WorkBudget? = nil
) -> Router<ExchangeContext> {
    EndpointTable(
        endpoints: endpoints(dependencies, configuration: configuration),
        access: AccessCheck(ring: keys, limiter: RateLimiter(now: dependencies.now)),
        budget: budget ?? WorkBudget(configuration, metrics: dependencies.registry),
        bodies: BodyLimit(configuration),
        audit: dependencies.admin.map {
            AuditTrail($0.audit, now: dependencies.now, limits: $0.limits)
        }
    ).router()
}

/// Every endpoint that the service has with these dependencies.
func endpoints(
    _ dependencies: ServiceDependencies, configuration: ServiceConfiguration
) -> [Endpoint] {
    let cache = CatalogCache(dependencies.items, now: dependencies.now)
    let reader = InterestReader(dependencies.weights, now: dependencies.now)
    let recommender = VisibleRecommendations(
        source: dependencies.recommendations, catalog: dependencies.catalog)
    let recommending = RecommendationController(
        reader: reader,
        recommender: recommender,
        lists: RerankedLists(
            recommender: recommender, cache: cache, reranker: dependencies.reranker,
            meter: RerankMeter(metrics: dependencies.registry)),
        cache: cache, settings: dependencies.settings,
        writeBack: WriteBack(
            behaviors: dependencies.behaviors, settings: dependencies.settings,
            now: dependencies.now),
        quality: dependencies.quality, now: dependencies.now, configuration: configuration)
    var endpoints =
        gorseEndpoints(
            dependencies, configuration, reader: reader, recommending: recommending)
        + ebbEndpoints(dependencies, configuration, reader: reader, cache: cache)
    if let admin = dependencies.admin {
        endpoints += PageController().endpoints
        endpoints += AdminEndpoints.all(dependencies, admin, recommending)
    }
    return endpoints + DocumentController(describing: endpoints).endpoints
}
