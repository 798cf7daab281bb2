public import Interest
internal import Synchronization

/// Settings in memory.
public final class MemorySettingsRepository: SettingsRepository {
    private let kept: Mutex<Settings>

    /// Begins with `settings`.
    public init(_ settings: Settings = .standard) { kept = Mutex(settings) }

    /// The settings.
    public func settings() async throws(RepositoryError) -> Settings { kept.withLock { $0 } }

    /// Replaces them.
    public func save(_ settings: Settings) async throws(RepositoryError) {
        kept.withLock { $0 = settings }
    }
}
