/// A serial queue and the one client that lives on it.
///
/// A client is not thread-safe; the actor's isolation makes a misuse fail to compile.
actor Lane {
    /// Where it works; tasks that ask much of it may prefer to be there.
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

    /// Gives the client back to its pool.
    func close() { client = nil }
}

extension StoreError {
    static var storeClosed: StoreError { StoreError(.closed, "the store has been closed") }
    static var operationCancelled: StoreError {
        StoreError(.cancelled, "the operation was cancelled before it ran")
    }
}
