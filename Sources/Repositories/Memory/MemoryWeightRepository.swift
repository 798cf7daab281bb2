public import Interest
internal import Synchronization

/// Weight documents in memory, over a log in memory.
public final class MemoryWeightRepository: WeightRepository {
    private let log: MemoryBehaviorRepository
    private let settings: any SettingsRepository
    private let now: @Sendable () -> Timestamp
    private let documents = Mutex<[UserID: WeightDocument]>([:])

    /// Takes the log to fold, the settings to fold it by, and the clock: behaviors dated later are
    /// not folded yet.
    public init(
        log: MemoryBehaviorRepository, settings: any SettingsRepository,
        now: @escaping @Sendable () -> Timestamp = SystemClock.now
    ) {
        self.log = log
        self.settings = settings
        self.now = now
    }

    /// Folds what is pending and due, and answers.
    public func weights(of user: UserID) async throws(RepositoryError) -> FoldedWeights {
        let settings = try FoldingSettings(await settings.settings())
        let now = now()
        let current = withDocuments { documents in
            log.withLog(of: user) { log in
                let pending = log.filter { $0.fold == nil }.sorted()
                let due = pending.prefix { $0.behavior.time <= now }
                let document = WeightDocument.following(
                    documents[user], of: user, pending: Array(due), by: settings
                ) { $0.add(all: log.filter { $0.fold != nil }) }
                for index in log.indices
                where log[index].fold == nil && log[index].behavior.time <= now {
                    log[index].fold = document.version
                }
                if document.version > 0 { documents[user] = document }
                return CurrentWeights(
                    weights: document.weights,
                    ahead: pending.dropFirst(due.count).map(\.behavior))
            }
        }
        return FoldedWeights(
            weights: current.weights, settings: settings.settings, ahead: current.ahead)
    }

    /// Folds the log up to `time` again.
    public func weights(
        of user: UserID, asOf time: Timestamp
    ) async throws(RepositoryError) -> FoldedWeights {
        let settings = try FoldingSettings(await settings.settings())
        let past = log.log(of: user).filter { $0.behavior.time <= time }
        return FoldedWeights(weights: past.folded(by: settings), settings: settings.settings)
    }

    /// Users whose document was folded by other settings.
    public func outdated(
        after user: UserID?, limit: Int
    ) async throws(RepositoryError) -> [UserID] {
        let fingerprint = try FoldingSettings(await settings.settings()).fingerprint
        let users = withDocuments { documents in
            documents.values.filter { $0.fingerprint != fingerprint }.map(\.user).sorted()
        }
        return Array(users.drop { id in user.map { id <= $0 } ?? false }.prefix(limit))
    }

    /// How many of them there are.
    public func outdatedCount() async throws(RepositoryError) -> Int {
        let fingerprint = try FoldingSettings(await settings.settings()).fingerprint
        return withDocuments { documents in
            documents.values.count { $0.fingerprint != fingerprint }
        }
    }

    /// Users who have a document.
    public func users(
        after user: UserID?, limit: Int
    ) async throws(RepositoryError) -> [UserID] {
        let users = withDocuments { $0.keys.sorted() }
        return Array(users.drop { id in user.map { id <= $0 } ?? false }.prefix(limit))
    }

    /// Refolds a document.
    public func refold(_ user: UserID) async throws(RepositoryError) -> Refolding {
        let settings = try FoldingSettings(await settings.settings())
        return withDocuments { documents in
            log.withLog(of: user) { log in
                guard let kept = documents[user] else { return .absent }
                let (document, refolding) = kept.refolded(
                    to: log.filter { $0.fold != nil }.folded(by: settings), by: settings)
                documents[user] = document
                return refolding
            }
        }
    }

    /// Takes a user's document away; false where there is none.
    func remove(_ user: UserID) -> Bool {
        documents.withLock { $0.removeValue(forKey: user) != nil }
    }

    func has(_ user: UserID) -> Bool { documents.withLock { $0[user] != nil } }

    /// How many users have a document.
    public func count() async throws(RepositoryError) -> Int {
        withDocuments { $0.count }
    }

    /// The documents, each equal to its log or marked to be refolded.
    private func withDocuments<T: Sendable>(
        _ body: (inout [UserID: WeightDocument]) -> T
    ) -> T {
        documents.withLock { documents in
            for (user, isFolded) in log.takeRevised() {
                documents[user] = isFolded ? documents[user]?.revised : nil
            }
            return body(&documents)
        }
    }
}
