internal import Hummingbird

/// The admin endpoint: every route under `/api/admin`, and the audit of what is done there.
func addAdminRoutes(
    _ dependencies: ServiceDependencies, _ admin: AdminDependencies,
    _ recommending: RecommendationController, to router: Router<ExchangeContext>
) {
    router.add(
        middleware: AuditMiddleware(
            audit: admin.audit, now: dependencies.now, limits: admin.limits))
    AdminController(dependencies, admin).addRoutes(to: router)
    SettingsController(
        dependencies: dependencies, admin: admin, configuration: recommending.configuration
    ).addRoutes(to: router)
    JobController(desk: admin.desk, uploadMax: recommending.configuration.uploadMax)
        .addRoutes(to: router)
    ModelController(models: admin.models, now: dependencies.now).addRoutes(to: router)
    PersonController(
        dependencies: dependencies, admin: admin, recommending: recommending
    ).addRoutes(to: router)
    ThingController(
        dependencies: dependencies, admin: admin, recommending: recommending
    ).addRoutes(to: router)
}
