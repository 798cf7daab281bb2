internal import CMongo
internal import CoreMetrics

/// Runs an operation in a transaction: all of it happens, once, or none of it.
///
/// It reads one snapshot and commits to a majority. As the driver specification says, the
/// whole runs again on a passing trouble (a write conflict, a new primary), and the commit is
/// sent again when nobody knows whether it happened; a server that has committed answers such a
/// repeat with success, so nothing counts twice. Both end after `transactionTimeout` or
/// `transactionAttemptsMax`, or as many conflicts as the caller puts up with; only then does a
/// conflict surface as ``StoreError/Code/writeConflict``. Between attempts it waits a little,
/// longer each time and by chance, so that two that collide do not collide in step.
///
/// The operation may so run several times: what it does beside the database, it does
/// several times. In a transaction already, it joins that one.
public struct Transact<O: Operation>: Operation {
    private let operation: O
    private let conflictsMax: Int

    /// Takes what is to happen whole.
    ///
    /// - Parameter conflictsMax: after so many write conflicts the next thing to do is the
    ///   caller's: of those who hold a document some go on, and some are no more.
    public init(_ operation: O, conflictsMax: Int = .max) {
        self.operation = operation
        self.conflictsMax = conflictsMax
    }

    /// Throws what the operation throws (nothing has happened then), or why the commit failed.
    public func execute(on client: inout Client) throws(StoreError) -> O.Output {
        if client.isInTransaction { return try operation.execute(on: &client) }
        let session = try client.beginSession()
        let result: Result<O.Output, StoreError>
        do throws(StoreError) {
            result = .success(try run(on: &client, session))
        } catch {
            result = .failure(error)
        }
        client.endSession()
        return try result.get()
    }

    private func run(
        on client: inout Client, _ session: SessionReference
    ) throws(StoreError) -> O.Output {
        let transaction = Transaction(session, client.settings)
        var patience = Patience(client.settings)
        var conflicts = 0
        while true {
            do throws(StoreError) {
                try transaction.start()
                let output = try body(on: &client, transaction)
                try transaction.commit(&patience)
                return output
            } catch {
                if error.code == .writeConflict { conflicts += 1 }
                guard error.isTransientTransactionError, conflicts < conflictsMax,
                    try patience.mayRetry()
                else { throw error }
                client.settings.meters.transactionRetries.increment()
            }
        }
    }

    private func body(
        on client: inout Client, _ transaction: borrowing Transaction
    ) throws(StoreError) -> O.Output {
        do throws(StoreError) {
            return try operation.execute(on: &client)
        } catch {
            transaction.abort()
            throw error
        }
    }
}
