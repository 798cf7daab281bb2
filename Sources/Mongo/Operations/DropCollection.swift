/// Drops a collection with its indexes. There is no way back.
public struct DropCollection: Operation {
    private let collection: String

    /// Takes the collection's name.
    public init(_ collection: String) { self.collection = collection }

    /// One that is not there is no trouble.
    public func execute(on client: inout Client) throws(StoreError) {
        try requireName(collection, "collection")
        let command = BSON { command in
            command.append("drop", collection)
            command.document("writeConcern") { $0.append("w", "majority") }
        }
        do throws(StoreError) {
            _ = try RunCommand(command).execute(on: &client)
        } catch {
            guard error.code == .notFound else { throw error }
        }
    }
}
