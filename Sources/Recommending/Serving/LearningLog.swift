public import Interest

/// A log whose new behaviours reach the models that serve as soon as they are safe.
///
/// Where a part of a batch had been in the log before, the store does not say which: each then
/// counts the share of the batch that is new, which adds up to what is.
public struct LearningLog: BehaviorRepository {
    private let log: any BehaviorRepository
    private let settings: any SettingsRepository
    private let shelf: ModelShelf

    /// Takes the log, the settings that say what behaviours are worth, and where models serve.
    public init(
        _ log: any BehaviorRepository, settings: any SettingsRepository, shelf: ModelShelf
    ) {
        self.log = log
        self.settings = settings
        self.shelf = shelf
    }

    /// Adds to the log, then to the models. Models learn only of what is liked.
    public func append(_ behaviors: [Behavior]) async throws(RepositoryError) -> AppendCount {
        let count = try await log.append(behaviors)
        // What is in the log is in: models that cannot learn now do at the next training.
        guard count.inserted > 0, let gains = try? await settings.settings().gains else {
            return count
        }
        let share = Double(count.inserted) / Double(behaviors.count)
        shelf.learn(
            behaviors.filter { gains.gain(of: $0, since: nil) > 0 }.map {
                LiveBehavior(item: $0.item, time: $0.time, strength: share)
            })
        return count
    }

    /// Asks the log.
    public func newest(
        _ limit: Int, of user: UserID, until time: Timestamp
    ) async throws(RepositoryError) -> [Behavior] {
        try await log.newest(limit, of: user, until: time)
    }

    /// Asks the log.
    public func scan(
        until time: Timestamp, _ take: @Sendable ([Behavior]) async throws -> Bool
    ) async throws {
        try await log.scan(until: time, take)
    }

    /// Asks the log.
    public func count() async throws(RepositoryError) -> LogCount { try await log.count() }
}
