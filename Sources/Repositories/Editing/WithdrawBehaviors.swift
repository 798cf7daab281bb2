public import Interest
internal import Mongo

extension MongoBehaviorRepository {
    /// Removes the behaviors in transactions of `removalBatch`.
    public func withdraw(_ behaviors: [Behavior]) async throws(RepositoryError) -> Int {
        var count = 0
        var rest = behaviors[...]
        while !rest.isEmpty {
            let batch = WithdrawnBehaviors(Array(rest.prefix(Self.removalBatch)))
            guard let removed = try await removed(batch) else { throw .trimmedImport }
            count += removed
            rest = rest.dropFirst(Self.removalBatch)
        }
        return count
    }

    /// How long a removal is tried again that meets another transaction: longer than the minute
    /// after which a server ends the transaction of a process that was killed.
    private static let conflictTimeout: Duration = .seconds(70)
    /// How long it waits between two tries.
    private static let conflictPause: Duration = .milliseconds(100)

    private func removed(_ batch: WithdrawnBehaviors) async throws(RepositoryError) -> Int? {
        let deadline = ContinuousClock.now + Self.conflictTimeout
        while true {
            do throws(RepositoryError) {
                return try await store.ask(Transact(WithdrawBehaviors(batch: batch)))
            } catch {
                guard error.code == .conflict, ContinuousClock.now < deadline,
                    (try? await Task.sleep(for: Self.conflictPause)) != nil
                else { throw error }
            }
        }
    }
}

/// Behaviors to be removed, by the keys that they have in the log.
struct WithdrawnBehaviors: Sendable {
    private let wanted: [BehaviorKey: Behavior]

    init(_ behaviors: [Behavior]) {
        wanted = Dictionary(behaviors.map { (BehaviorKey($0), $0) }) { first, _ in first }
    }

    var keys: [BehaviorKey] { Array(wanted.keys) }

    /// Whether the log may lose a behavior that it has: under one event id another source may have
    /// written something else. Notes are not compared, because a key does not depend on them.
    func contains(_ logged: Behavior) -> Bool {
        guard var wanted = wanted[BehaviorKey(logged)] else { return false }
        wanted.note = logged.note
        return wanted == logged
    }
}

/// Removes behaviors, and what they did, out of the weight documents. Meant for a transaction.
private struct WithdrawBehaviors: Operation {
    let batch: WithdrawnBehaviors

    /// How many behaviors were removed; nil where a document knows more than its log.
    func execute(on client: inout Client) throws(StoreError) -> Int? {
        let filter = BSON { document in
            document.document("_id") { condition in
                condition.array("$in") { list in
                    for key in batch.keys { key.append(to: &list) }
                }
            }
        }
        let found = try Sift<LoggedBehavior>(Schema.behaviors, filter: filter)
            .execute(on: &client).documents().filter { batch.contains($0.behavior) }
        let outcome = try Withdrawal(found: found, isOfWholeItems: false).execute(on: &client)
        guard case .done = outcome else { return nil }
        return found.count
    }
}

extension RepositoryError {
    /// A part of what an import brought is no longer in the log.
    fileprivate static var trimmedImport: RepositoryError {
        RepositoryError(
            .trimmed,
            "a part of the log is no longer kept (ebb retention), so an import cannot be replaced: "
                + "import into an empty store")
    }
}
