public import Interest
internal import Synchronization

/// Weight documents in memory, over a log in memory.
public final class MemoryWeightRepository: WeightRepository {
    private let log: MemoryBehaviorRepository
    private let settings: any SettingsRepository
    private let documents = Mutex<[UserID: WeightDocument]>([:])

    /// Takes the log to fold and the settings to fold it by.
    public init(log: MemoryBehaviorRepository, settings: any SettingsRepository) {
        self.log = log
        self.settings = settings
    }

    /// Folds what is pending and answers.
    public func weights(of user: UserID) async throws(RepositoryError) -> Weights {
        let settings = try FoldingSettings(await settings.settings())
        return documents.withLock { documents in
            log.withLog(of: user) { log in
                let kept = documents[user]
                var document =
                    kept.flatMap { $0.fingerprint == settings.fingerprint ? $0 : nil }
                    ?? .refolding(
                        log.filter { $0.fold != nil }.inFoldOrder(), of: user,
                        version: kept?.version ?? 0, by: settings)
                let pending = log.filter { $0.fold == nil }.sorted()
                document.fold(pending, by: settings)
                for index in log.indices where log[index].fold == nil {
                    log[index].fold = document.version
                }
                if document.version > 0 { documents[user] = document }
                return document.weights
            }
        }
    }

    /// Folds the log up to `time` anew.
    public func weights(
        of user: UserID, asOf time: Timestamp
    ) async throws(RepositoryError) -> Weights {
        let settings = try FoldingSettings(await settings.settings())
        let past = log.log(of: user).filter { $0.behavior.time <= time }
        return past.asOf(settings, user: user)
    }

    /// How many users have a document.
    public func count() async throws(RepositoryError) -> Int {
        documents.withLock(\.count)
    }
}

extension [LoggedBehavior] {
    /// By fold, then in a fold's order.
    package func inFoldOrder() -> [LoggedBehavior] {
        sorted { first, second in
            let (one, other) = (first.fold ?? .max, second.fold ?? .max)
            return one == other ? first < second : one < other
        }
    }

    /// The weights that these behaviours of `user`, pending ones last, add up to.
    package func asOf(_ settings: FoldingSettings, user: UserID) -> Weights {
        WeightDocument.refolding(inFoldOrder(), of: user, version: 0, by: settings).weights
    }
}
