public import Interest
internal import Synchronization

/// Default training parameters in memory.
public final class MemoryTrainingDefaultsRepository: TrainingDefaultsRepository {
    private let kept = Mutex<[String: String]>([:])

    /// Creates a repository without parameters.
    public init() {}

    /// The saved parameters.
    public func defaults() async throws(RepositoryError) -> [String: String] {
        kept.withLock { $0 }
    }

    /// Replaces all parameters.
    public func save(_ defaults: [String: String]) async throws(RepositoryError) {
        kept.withLock { $0 = defaults }
    }
}
