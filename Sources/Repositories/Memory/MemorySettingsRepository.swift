public import Interest
internal import Synchronization

/// The settings in memory.
public final class MemorySettingsRepository: SettingsRepository {
    private let kept: Mutex<Settings>

    /// Creates a repository with `settings`.
    public init(_ settings: Settings = .standard) { kept = Mutex(settings) }

    /// The settings.
    public func settings() async throws(RepositoryError) -> Settings { kept.withLock { $0 } }

    /// Replaces the settings.
    public func save(_ settings: Settings) async throws(RepositoryError) {
        kept.withLock { $0 = settings }
    }
}
