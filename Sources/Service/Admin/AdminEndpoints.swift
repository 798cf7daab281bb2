internal import Wire

/// What the administrators' controllers have in common. Of what they answer the documents tell the
/// kind alone: the admin page, which comes with the same binary, is who reads it.
enum AdminEndpoints {
    /// The heading under which the documents show them.
    static let group = "Administration"
    /// An object.
    static let object = EndpointAnswer.json(.object([], isOpen: true))
    /// An array of objects.
    static let list = EndpointAnswer.json(.array(.object([], isOpen: true)))
    /// An object that says what was begun.
    static let accepted = EndpointAnswer.json(.object([], isOpen: true), success: 202)

    /// All of them.
    static func all(
        _ dependencies: ServiceDependencies, _ admin: AdminDependencies,
        _ recommending: RecommendationController
    ) -> [Endpoint] {
        let configuration = recommending.configuration
        return AdminController(dependencies, admin).endpoints
            + SettingsController(dependencies: dependencies, admin: admin).endpoints
            + JobController(desk: admin.desk, uploadMax: configuration.uploadMax).endpoints
            + ModelController(models: admin.models, now: dependencies.now).endpoints
            + AdminUserController(
                dependencies: dependencies, admin: admin, recommending: recommending
            ).endpoints
            + AdminItemController(
                dependencies: dependencies, admin: admin, recommending: recommending
            ).endpoints
    }
}
