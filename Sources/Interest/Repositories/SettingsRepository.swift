/// What all servers of a store agree on.
public protocol SettingsRepository: Sendable {
    /// The settings of the store; the standard ones are written where there are none yet.
    func settings() async throws(RepositoryError) -> Settings
    /// Replaces the settings: right at the next read of every profile.
    func save(_ settings: Settings) async throws(RepositoryError)
}
