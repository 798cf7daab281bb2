internal import CMongo
internal import CoreMetrics

/// Runs an operation in a transaction: all of its writes happen, once, or none.
///
/// It reads one snapshot and commits to a majority. As the driver specification requires, the
/// whole operation runs again after a temporary failure (a write conflict, a new primary), and the
/// commit is sent again when its outcome is unknown; a server that has already committed answers
/// the repeat with success, so nothing counts twice. Both end after `transactionTimeout`,
/// `transactionAttemptsMax`, or the caller's limit of conflicts; only then does a conflict surface
/// as ``StoreError/Code/writeConflict``. The pause between attempts grows and is random, so that
/// two transactions in conflict do not retry at the same time.
///
/// So the operation may run several times, with all of its effects outside the database. Inside
/// another transaction, it joins that one.
public struct Transact<O: Operation>: Operation {
    private let operation: O
    private let conflictsMax: Int

    /// Creates a transaction for the operation.
    ///
    /// - Parameter conflictsMax: the number of write conflicts after which the error is thrown, so
    ///   that the caller can decide: the process with the lock may be alive or dead.
    public init(_ operation: O, conflictsMax: Int = .max) {
        self.operation = operation
        self.conflictsMax = conflictsMax
    }

    /// Throws the error of the operation (then nothing was written), or of the commit.
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
