import Interest
import Mongo
import Repositories
import Synchronization

/// Asks whether the store answers, and waits no longer than `limit` for that.
///
/// A probe that hangs goes on by itself: those that come meanwhile wait for the same one, so that a
/// store that stands still does not find a thousand questions when it wakes up.
final class Probe: Sendable {
    private let limit: Duration
    private let question: @Sendable () async throws -> Void
    private let asking = Mutex<Task<Void, any Error>?>(nil)

    init(limit: Duration, _ question: @escaping @Sendable () async throws -> Void) {
        self.limit = limit
        self.question = question
    }

    /// - Throws: a `RepositoryError` where the store does not answer in time, or says no.
    func ask() async throws {
        let task = current()
        let (outcomes, outcome) = AsyncStream<Result<Void, any Error>>.makeStream()
        // On their own, because neither ends when it is cancelled: a lane's thread may be blocked.
        Task { outcome.yield(await task.result) }
        let timer = Task {
            try await Task.sleep(for: limit)
            outcome.yield(.failure(tooLate))
        }
        defer { timer.cancel() }
        for await first in outcomes {
            do {
                return try first.get()
            } catch let error as StoreError {
                throw RepositoryError(error)
            }
        }
        throw CancellationError()
    }

    /// The probe under way, or a new one.
    private func current() -> Task<Void, any Error> {
        asking.withLock { asking in
            if let asking { return asking }
            let task = Task {
                defer { self.asking.withLock { $0 = nil } }
                try await question()
            }
            asking = task
            return task
        }
    }

    private var tooLate: RepositoryError {
        RepositoryError(.unavailable, "the store did not answer within \(limit)")
    }
}
