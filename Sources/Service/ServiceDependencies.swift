public import Access
internal import Foundation
public import Interest
public import Metering
public import Recommending

/// What the service stands on: the repositories, the recommender, and the clock.
public struct ServiceDependencies: Sendable {
    /// The log that feedback goes into.
    public var behaviors: any BehaviorRepository
    /// Where interests are read.
    public var weights: any WeightRepository
    /// The same log to look things up in, and to take them back.
    public var editor: any BehaviorEditor
    /// Where titles come from, and what is hidden.
    public let items: any ItemCatalog
    /// What is known of users besides behavior.
    public var profiles: any ProfileDirectory
    /// The law and the gains.
    public var settings: any SettingsRepository
    /// Who may come in; nil where there are no keys but the configuration's.
    public var keys: (any KeyRepository)?
    /// What recommends.
    public var recommendations: any RecommendationSource
    /// Where newer models are looked for; nil where models never change.
    public var models: (any ModelLoader)?
    /// Who is to be erased; nil where nobody can be.
    public var erasures: (any ErasureRepository)?
    /// This server's record in the store; nil where none is kept.
    public var presence: ServerPresence?
    /// What the admin endpoint needs; nil where there is none.
    public var admin: AdminDependencies?
    /// What trains by itself; nil where nothing does.
    public var training: SelfTraining?
    /// How well what was recommended foretells what users do; nil where that is not measured.
    public var quality: LiveQuality?
    /// What reorders the head of lists; nil where no model is configured.
    public var reranker: Reranker?
    /// What is measured, and told at `/metrics`.
    public var registry: Registry
    /// The facts of `items` in memory, by which lists are made.
    package let catalog: CatalogFollower
    /// Who lately behaved toward what; a `LogFollower` keeps it current.
    public var users = UserSketch()
    /// The present moment.
    public var now: @Sendable () -> Timestamp
    /// Asks the store whether it is there; throws why not.
    public var probe: @Sendable () async throws -> Void

    /// Takes what is needed; unless told otherwise the store is probed by reading the settings.
    public init(
        behaviors: any BehaviorRepository, editor: any BehaviorEditor,
        weights: any WeightRepository, items: any ItemCatalog, profiles: any ProfileDirectory,
        settings: any SettingsRepository, keys: (any KeyRepository)? = nil,
        recommendations: any RecommendationSource, models: (any ModelLoader)? = nil,
        admin: AdminDependencies? = nil, registry: Registry = Registry(.ebb),
        now: @escaping @Sendable () -> Timestamp = systemClock,
        probe: (@Sendable () async throws -> Void)? = nil
    ) {
        self.behaviors = behaviors
        self.editor = editor
        self.weights = weights
        self.items = items
        self.profiles = profiles
        self.settings = settings
        self.keys = keys
        self.recommendations = recommendations
        self.models = models
        self.admin = admin
        self.registry = registry
        self.now = now
        catalog = CatalogFollower(items, now: now)
        self.probe = probe ?? { _ = try await settings.settings() }
    }

    /// How users are erased; nil where nobody can be.
    var erasing: UserErasing? {
        erasures.map {
            UserErasing(
                erasures: $0, desk: admin?.desk,
                limit: (admin?.limits ?? AdminLimits()).erasedMax)
        }
    }

    /// The machine's own clock.
    public static let systemClock: @Sendable () -> Timestamp = {
        Timestamp(milliseconds: Int64((Date().timeIntervalSince1970 * 1000).rounded(.down)))
    }
}
