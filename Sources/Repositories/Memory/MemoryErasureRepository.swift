public import Interest

/// Erases people from memory.
public final class MemoryErasureRepository: ErasureRepository {
    private let log: MemoryBehaviorRepository
    private let weights: MemoryWeightRepository
    private let profiles: MemoryProfileRepository

    /// Takes what people are erased from.
    public init(
        log: MemoryBehaviorRepository, weights: MemoryWeightRepository,
        profiles: MemoryProfileRepository
    ) {
        self.log = log
        self.weights = weights
        self.profiles = profiles
    }

    /// Erases all at once.
    public func forget(_ user: UserID) async throws(RepositoryError) -> Remains {
        Remains(
            behaviors: log.forget(user), weights: weights.remove(user) ? 1 : 0,
            profiles: try await profiles.remove(user) ? 1 : 0, isForgotten: true)
    }

    /// Counts.
    public func remains(of user: UserID) async throws(RepositoryError) -> Remains {
        Remains(
            behaviors: log.log(of: user).count, weights: weights.has(user) ? 1 : 0,
            profiles: try await profiles.profile(of: user) == nil ? 0 : 1,
            isForgotten: log.isForgotten(user))
    }

    /// Lets a user in again.
    public func readmit(_ user: UserID) async throws(RepositoryError) -> Bool {
        log.readmit(user)
    }

    /// None: nothing here is ever half done.
    public func unfinished() async throws(RepositoryError) -> [UserID] { [] }
}
