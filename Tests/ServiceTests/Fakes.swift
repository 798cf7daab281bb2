import Interest
import Logging
import Recommending
import Service
import Synchronization

/// A store that is not there.
struct AbsentStore: BehaviorRepository, WeightRepository {
    var code = RepositoryError.Code.unavailable
    var message = "no server at mongodb://secret@host for user ann"

    private var error: RepositoryError {
        RepositoryError(code, message)
    }

    func append(_ behaviors: [Behavior]) async throws(RepositoryError) -> AppendCount {
        throw error
    }

    func newest(
        _ limit: Int, of user: UserID, until time: Timestamp
    ) async throws(RepositoryError) -> [Behavior] { throw error }

    func scan(
        until time: Timestamp, _ take: @Sendable ([Behavior]) async throws -> Bool
    ) async throws { throw error }

    func count() async throws(RepositoryError) -> LogCount { throw error }
    func count() async throws(RepositoryError) -> Int { throw error }
    func weights(of user: UserID) async throws(RepositoryError) -> FoldedWeights { throw error }

    func weights(
        of user: UserID, asOf time: Timestamp
    ) async throws(RepositoryError) -> FoldedWeights { throw error }

    func outdated(
        after user: UserID?, limit: Int
    ) async throws(RepositoryError) -> [UserID] { throw error }

    func outdatedCount() async throws(RepositoryError) -> Int { throw error }

    func users(
        after user: UserID?, limit: Int
    ) async throws(RepositoryError) -> [UserID] { throw error }

    func refold(_ user: UserID) async throws(RepositoryError) -> Refolding { throw error }
}

/// A recommender that says when it is asked and answers when the test lets it.
final class WaitingRecommendations: RecommendationSource {
    let asked = Gate()
    let told = Gate()

    func recommend(_ request: RecommendationRequest) async throws -> [Recommendation] {
        asked.open()
        await told.wait()
        return [Recommendation(item: ItemID(unchecked: "late"), score: 1, recommender: "waiting")]
    }
}

/// Shut until it is opened, then open for good.
final class Gate: Sendable {
    private struct State {
        var isOpen = false
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    private let state = Mutex(State())

    func open() {
        let waiting = state.withLock { state in
            defer { state.waiting = [] }
            state.isOpen = true
            return state.waiting
        }
        for one in waiting { one.resume() }
    }

    func wait() async {
        await withCheckedContinuation { continuation in
            let isOpen = state.withLock { state in
                if !state.isOpen { state.waiting.append(continuation) }
                return state.isOpen
            }
            if isOpen { continuation.resume() }
        }
    }
}

/// Keeps what is logged, as lines.
final class LogLines: Sendable {
    private let kept = Mutex<[String]>([])

    var lines: [String] { kept.withLock { $0 } }

    func logger(_ level: Logger.Level) -> Logger {
        var logger = Logger(label: "test") { _ in LineHandler(lines: self) }
        logger.logLevel = level
        return logger
    }

    fileprivate func add(_ line: String) { kept.withLock { $0.append(line) } }
}

private struct LineHandler: LogHandler {
    let lines: LogLines
    var metadata: Logger.Metadata = [:]
    var logLevel = Logger.Level.info

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        lines.add("\(event.level) \(event.message) \(event.metadata ?? [:])")
    }
}
