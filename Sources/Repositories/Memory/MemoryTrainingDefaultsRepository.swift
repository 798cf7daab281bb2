public import Interest
internal import Synchronization

/// Parameters of training in memory.
public final class MemoryTrainingDefaultsRepository: TrainingDefaultsRepository {
    private let kept = Mutex<[String: String]>([:])

    /// None yet.
    public init() {}

    /// Those that were saved.
    public func defaults() async throws(RepositoryError) -> [String: String] {
        kept.withLock { $0 }
    }

    /// Replaces them all.
    public func save(_ defaults: [String: String]) async throws(RepositoryError) {
        kept.withLock { $0 = defaults }
    }
}
