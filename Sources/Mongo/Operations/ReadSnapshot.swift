/// Runs an operation that only reads, all of it at one moment of the database.
///
/// Unlike ``Transact`` it may take longer than a transaction lives: what bounds it is for how long
/// the server keeps the past (`minSnapshotHistoryWindowInSeconds`, five minutes unless set), after
/// which it throws ``StoreError/Code/snapshotTooOld``. Only finds, aggregates and distincts can be
/// part of it.
public struct ReadSnapshot<O: Operation>: Operation {
    private let operation: O

    /// Takes what is to see one moment.
    public init(_ operation: O) { self.operation = operation }

    /// Throws what the operation throws.
    public func execute(on client: inout Client) throws(StoreError) -> O.Output {
        guard !client.isInTransaction else {
            throw .illFormed("a snapshot cannot be part of a transaction")
        }
        _ = try client.beginSession(isSnapshot: true)
        let result: Result<O.Output, StoreError>
        do throws(StoreError) {
            result = .success(try operation.execute(on: &client))
        } catch {
            result = .failure(error)
        }
        client.endSession()
        return try result.get()
    }
}
