/// Drops the store's database with all that is in it. There is no way back.
public struct DropDatabase: Operation {
    /// Takes nothing: it is the store's own database that goes.
    public init() {}

    /// Waits until a majority has dropped it; a database that is not there is no trouble.
    public func execute(on client: inout Client) throws(StoreError) {
        let command = BSON { writer in
            writer.append("dropDatabase", Int32(1))
            writer.document("writeConcern") { $0.append("w", "majority") }
        }
        _ = try RunCommand(command).execute(on: &client)
    }
}
