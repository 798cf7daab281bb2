/// Drops the database of the store. This cannot be undone.
public struct DropDatabase: Operation {
    /// Creates a drop of the store's own database.
    public init() {}

    /// Waits until a majority has dropped the database; a missing database is not an error.
    public func execute(on client: inout Client) throws(StoreError) {
        let command = BSON { writer in
            writer.append("dropDatabase", Int32(1))
            writer.document("writeConcern") { $0.append("w", "majority") }
        }
        _ = try RunCommand(command).execute(on: &client)
    }
}
