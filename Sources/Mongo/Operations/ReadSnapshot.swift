/// Runs a read-only operation in which all reads see the database at one moment.
///
/// Unlike ``Transact`` it may take longer than the lifetime of a transaction. It is limited by the
/// history window of the server (`minSnapshotHistoryWindowInSeconds`, five minutes by default);
/// after that it throws ``StoreError/Code/snapshotTooOld``. It can contain only finds, aggregates
/// and distincts.
public struct ReadSnapshot<O: Operation>: Operation {
    private let operation: O

    /// Creates a snapshot for the operation.
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
