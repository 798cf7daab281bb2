internal import Interest
internal import Synchronization

/// Asks the catalog for the items of several requests at once, and takes the answer into its
/// columns.
///
/// One question is on its way at a time, and the requests that come meanwhile travel together in
/// the next. So the answers are taken in in the order in which they were true, and an old one never
/// replaces a newer.
final class CatalogLookup: Sendable {
    /// The most items that one question asks for, beyond those of its first request.
    static let itemsMax = 4096

    private typealias Answer = Result<Void, RepositoryError>

    private struct Waiter {
        let ids: [ItemID]
        let continuation: CheckedContinuation<Answer, Never>
    }

    private struct State {
        var waiters: [Waiter] = []
        var isAsking = false

        /// Those who travel together next; nobody: the lookup rests.
        mutating func take() -> [Waiter] {
            var count = 0
            let batch = waiters.prefix { waiter in
                defer { count += waiter.ids.count }
                return count == 0 || count + waiter.ids.count <= CatalogLookup.itemsMax
            }
            waiters.removeFirst(batch.count)
            isAsking = !batch.isEmpty
            return Array(batch)
        }
    }

    private let repository: any ItemRepository
    private let columns: CatalogColumns
    private let state = Mutex(State())

    init(_ repository: any ItemRepository, _ columns: CatalogColumns) {
        self.repository = repository
        self.columns = columns
    }

    /// How many requests wait for the next question.
    var waiting: Int { state.withLock(\.waiters.count) }

    /// Takes in what the catalog says of `ids` now: at a moment after this was called.
    func refresh(_ ids: [ItemID]) async throws(RepositoryError) {
        guard !ids.isEmpty else { return }
        let answer = await withCheckedContinuation { continuation in
            let starts = state.withLock { state in
                state.waiters.append(Waiter(ids: ids, continuation: continuation))
                defer { state.isAsking = true }
                return !state.isAsking
            }
            // A task of its own, because others share the work, and it outlives its first caller.
            if starts { Task { await ask() } }
        }
        try answer.get()
    }

    /// Asks until nobody waits.
    private func ask() async {
        while true {
            let batch = state.withLock { $0.take() }
            guard !batch.isEmpty else { return }
            let ids = Set(batch.flatMap(\.ids)).sorted()
            let answer: Answer
            do throws(RepositoryError) {
                columns.apply(try await repository.entries(ids), for: ids)
                answer = .success(())
            } catch {
                answer = .failure(error)
            }
            for waiter in batch { waiter.continuation.resume(returning: answer) }
        }
    }
}
