internal import Hashing
public import Interest
internal import Synchronization

/// Erases users from the repositories in memory.
public final class MemoryErasureRepository: ErasureRepository {
    private let log: MemoryBehaviorRepository
    private let weights: MemoryWeightRepository
    private let profiles: MemoryProfileRepository
    private let salt = UserSalt((0..<32).map { _ in .random(in: .min ... .max) })
    private let readmitted = Mutex<Set<UserID>>([])

    /// Creates the repository for erasures from these repositories.
    public init(
        log: MemoryBehaviorRepository, weights: MemoryWeightRepository,
        profiles: MemoryProfileRepository
    ) {
        self.log = log
        self.weights = weights
        self.profiles = profiles
    }

    /// Keeps the user out.
    public func begin(_ user: UserID, readmits: Bool) async throws(RepositoryError) -> Remains {
        readmitted.withLock { readmitted in
            if readmits { readmitted.insert(user) } else { readmitted.remove(user) }
        }
        return Remains(behaviors: 0, weights: 0, profiles: 0, isForgotten: true)
    }

    /// Erases all data of a user at once, whatever the limit.
    public func erase(
        _ user: UserID, atMost limit: Int
    ) async throws(RepositoryError) -> ErasureStep {
        let erased = Remains(
            behaviors: log.forget(user), weights: weights.remove(user) ? 1 : 0,
            profiles: try await profiles.remove(user) ? 1 : 0, isForgotten: true)
        if readmitted.withLock({ $0.remove(user) }) != nil { _ = log.readmit(user) }
        return ErasureStep(erased: erased, isFinished: true)
    }

    /// Counts the data of a user.
    public func remains(of user: UserID) async throws(RepositoryError) -> Remains {
        Remains(
            behaviors: log.log(of: user).count, weights: weights.has(user) ? 1 : 0,
            profiles: try await profiles.profile(of: user) == nil ? 0 : 1,
            isForgotten: log.isForgotten(user))
    }

    /// Allows new data of an erased user again.
    public func readmit(_ user: UserID) async throws(RepositoryError) -> Bool {
        log.readmit(user)
    }

    /// Always empty: an erasure in memory is never incomplete.
    public func unfinished() async throws(RepositoryError) -> [UserID] { [] }

    /// The erased users of the log.
    public func erased() async throws(RepositoryError) -> ErasedUsers {
        let hashes = log.forgotten.map { SHA256.hash(salt.bytes + $0.text.utf8).word }
        return ErasedUsers(salt: salt, hashes: Set(hashes))
    }
}
