public import Interest
public import Work

/// What the admin endpoint stands on besides what the service has anyway.
public struct AdminDependencies: Sendable {
    /// The users' own attributes.
    public var profiles: any ProfileRepository
    /// What training made.
    public var models: any ModelRepository
    /// What operators did.
    public var audit: any AuditRepository
    /// What stands in the store.
    public var inspector: any StoreInspector
    /// Runs jobs.
    public var desk: JobRunner
    /// Replaces the settings; the flag says whether profiles may forget what is no longer in the
    /// log. Throws one sentence where the store cannot do with them.
    public var changeSettings: @Sendable (Settings, Bool) async throws -> Void
    /// What it keeps to.
    public var limits: AdminLimits

    /// Takes it all.
    public init(
        profiles: any ProfileRepository, models: any ModelRepository,
        audit: any AuditRepository, inspector: any StoreInspector, desk: JobRunner,
        changeSettings: @escaping @Sendable (Settings, Bool) async throws -> Void,
        limits: AdminLimits = AdminLimits()
    ) {
        self.profiles = profiles
        self.models = models
        self.audit = audit
        self.inspector = inspector
        self.desk = desk
        self.changeSettings = changeSettings
        self.limits = limits
    }
}
