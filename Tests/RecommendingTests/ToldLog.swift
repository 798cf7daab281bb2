import Interest
import Synchronization

@testable import Recommending

/// A log that answers with what was added to it; with trouble it cannot begin at a moment.
final class ToldLog: BehaviorRepository {
    private let told: Mutex<[Behavior]>
    private let trouble: RepositoryError.Code?

    init(_ behaviors: [Behavior], trouble: RepositoryError.Code? = nil) {
        told = Mutex(behaviors)
        self.trouble = trouble
    }

    func add(_ behaviors: [Behavior]) { told.withLock { $0 += behaviors } }

    func arrivals(
        since mark: ArrivalMark, limit: Int
    ) async throws(RepositoryError) -> Arrivals {
        if let trouble, case .time = mark { throw RepositoryError(trouble, "cut") }
        let all = told.withLock { $0 }
        let first =
            switch mark {
            case .now: all.count
            case .time: 0
            case .place(let place): Int(place) ?? 0
            }
        let found = all.dropFirst(first).prefix(limit).map { Arrival($0, at: $0.time) }
        return Arrivals(found, mark: .place("\(first + found.count)"))
    }

    func append(_ behaviors: [Behavior]) async throws(RepositoryError) -> AppendCount {
        add(behaviors)
        return AppendCount(inserted: behaviors.count)
    }

    func newest(
        _ limit: Int, of user: UserID, until time: Timestamp
    ) async throws(RepositoryError) -> [Behavior] { [] }

    func scan(
        until time: Timestamp, _ take: @Sendable ([Behavior]) async throws -> Bool
    ) async throws { _ = try await take(told.withLock { $0 }) }

    func count() async throws(RepositoryError) -> LogCount { LogCount(behaviors: 0, pending: 0) }
}

struct FixedSettings: SettingsRepository {
    func settings() async throws(RepositoryError) -> Settings { .standard }
    func save(_ settings: Settings) async throws(RepositoryError) {}
}
