internal import HTTPTypes

extension HealthController {
    static let routes = [
        RouteDescription(
            .get, "/api/health/live", "Service", "Whether the service lives: always, and at once.",
            answer: .json(status)),
        RouteDescription(
            .get, "/api/health/ready", "Service", "Whether its store answers.",
            answer: .json(status), failsInKind: true),
    ]

    private static let status = JSONSchema.object([
        .needed("Ready", .flag), .needed("DataStoreError", .nullable(.text())),
        .needed("CacheStoreError", .nullable(.text())), .needed("DataStoreConnected", .flag),
        .needed("CacheStoreConnected", .flag),
    ])
}

extension MetricsController {
    static let routes = [
        RouteDescription(
            .get, "/metrics", "Service", "What is measured, for Prometheus.",
            answer: .text(mediaType: "text/plain"))
    ]
}
