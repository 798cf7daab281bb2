public import Interest
internal import Synchronization

/// Lets the models that serve take in what comes into the log from any sender: this process,
/// another server, an import.
///
/// After a start it begins where training ended, so what came since then is not lost to trends;
/// before the first training, with what is in the log.
/// Each behavior is taken in once, in the order of arrival.
public actor LogFollower {
    /// The most behaviors that one question to the log brings.
    public static let batchMax = 5000
    /// The most questions of one look: the rest waits for the next.
    public static let batchesMax = 20

    /// How far the clocks of who trains and of the store may lie apart. So much earlier it begins;
    /// what training met is known by its own times.
    public static let skewMax = Interval.seconds(300)

    /// The most behaviors of the log that trends begin with before the first training.
    public static let untrainedMax = 100_000

    private let serving: ServingModels
    private let log: any BehaviorRepository
    private let settings: any SettingsRepository
    private let users: UserSketch?
    private let erasures: (any ErasureRepository)?
    private var salt = UserSalt.none
    private var mark: ArrivalMark?
    private var isLooking = false

    /// Takes where models serve, the log, the settings that say what behaviors are worth, the
    /// sketch of users that is to be kept current (nil: nobody asks who is like whom), and where
    /// erasures are seen and the salt is kept by which models know users (nil: nobody is erased,
    /// and models come from no store).
    public init(
        _ serving: ServingModels, from log: any BehaviorRepository,
        settings: any SettingsRepository, users: UserSketch? = nil,
        erasures: (any ErasureRepository)? = nil
    ) {
        self.serving = serving
        self.log = log
        self.settings = settings
        self.users = users
        self.erasures = erasures
    }

    /// Takes in what has come since the last look, and forgets who was erased since then.
    ///
    /// - Returns: a sentence where the log cannot tell any more what came since the last training
    ///   or the last look. It goes on from now, and the next training takes in what was missed.
    @discardableResult
    public func look() async throws(RepositoryError) -> String? {
        // A second look at once would take the same in twice.
        guard !isLooking else { return nil }
        isLooking = true
        defer { isLooking = false }
        if let erased = try await erasures?.erased() {
            salt = erased.salt
            serving.erase(erased.hashes)
        }
        if mark == nil, serving.learnedUntil == nil { try await begin() }
        var mark = mark ?? serving.learnedUntil.map { .time($0 - Self.skewMax) } ?? .now
        for _ in 0..<Self.batchesMax {
            let found: Arrivals
            do throws(RepositoryError) {
                found = try await log.arrivals(since: mark, limit: Self.batchMax)
            } catch {
                // What takes too long once takes too long again: following goes on from now.
                guard error.code == .trimmed || error.code == .unfinished else { throw error }
                self.mark = .now
                return "\(error): trends lack it until the next ebb train"
            }
            if !found.arrivals.isEmpty { try await learn(found.arrivals) }
            mark = found.mark
            self.mark = mark
            guard found.arrivals.count == Self.batchMax else { return nil }
        }
        return nil
    }

    /// Takes in the log as it is, or as much of it as is allowed, where no training has done so.
    ///
    /// What comes in meanwhile may be counted twice: until the first training that does no harm.
    private func begin() async throws(RepositoryError) {
        let start = try await log.arrivals(since: .now, limit: 1)
        let (serving, salt) = (serving, salt)
        let gains = try await settings.settings().gains
        let count = Mutex(0)
        do {
            try await log.scan(until: .latest) { batch in
                serving.learn(batch.compactMap { LiveBehavior($0, by: gains, salt: salt) })
                return count.withLock { count in
                    count += batch.count
                    return count < Self.untrainedMax
                }
            }
        } catch let error as RepositoryError {
            throw error
        } catch {
            throw RepositoryError(.unavailable, "\(error)")
        }
        mark = start.mark
    }

    /// Lets models drop what they keep of a user whose behaviors were taken out of the log.
    public func forget(_ user: UserID) async throws(RepositoryError) {
        let salt = try await erasures?.erased().salt ?? salt
        serving.forget([salt.hash(of: user)])
    }

    /// Models learn only of what is liked.
    private func learn(_ arrivals: [Arrival]) async throws(RepositoryError) {
        users?.learn(arrivals)
        let gains = try await settings.settings().gains
        serving.learn(
            arrivals.compactMap {
                LiveBehavior($0.behavior, by: gains, salt: salt, arrival: $0.time)
            })
    }
}
