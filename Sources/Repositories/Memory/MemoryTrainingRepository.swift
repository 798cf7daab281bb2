public import Interest
internal import Synchronization
public import Work

/// The last trainings in memory.
public final class MemoryTrainingRepository: TrainingRepository {
    private let kept = Mutex<[String: TrainingEntry]>([:])

    /// Creates a repository without trainings.
    public init() {}

    /// Replaces the entry of the recommender.
    public func put(_ entry: TrainingEntry) async throws(RepositoryError) {
        kept.withLock { kept in
            if let last = kept[entry.recommender], last.started > entry.started,
                last.owner.run != entry.owner.run
            {
                return
            }
            kept[entry.recommender] = entry
        }
    }

    /// All entries, by name.
    public func all() async throws(RepositoryError) -> [TrainingEntry] {
        kept.withLock { $0.values.sorted { $0.recommender < $1.recommender } }
    }
}
