/// A serial queue with its own MongoDB client.
///
/// A client is not thread-safe; the isolation of the actor makes misuse a compile-time error.
actor Lane {
    /// The executor of the lane; tasks with many operations on the lane can prefer it.
    nonisolated let executor: QueueExecutor
    private var client: Client?

    nonisolated var unownedExecutor: UnownedSerialExecutor {
        // The actor holds the executor as long as it lives.
        unsafe executor.asUnownedSerialExecutor()
    }

    init(number: Int, client: consuming sending Client) {
        executor = QueueExecutor(label: "store.lane.\(number)")
        self.client = consume client
    }

    func perform<O: Operation>(_ operation: O) throws(StoreError) -> O.Output {
        guard var lent = client.take() else { throw .storeClosed }
        let result: Result<O.Output, StoreError>
        do throws(StoreError) {
            result = .success(try operation.execute(on: &lent))
        } catch {
            result = .failure(error)
        }
        client = consume lent
        return try result.get()
    }

    /// Returns the client to its pool.
    func close() { client = nil }
}

extension StoreError {
    static var storeClosed: StoreError { StoreError(.closed, "the store is closed") }
    static var operationCancelled: StoreError {
        StoreError(.cancelled, "the operation was cancelled before it ran")
    }
}
