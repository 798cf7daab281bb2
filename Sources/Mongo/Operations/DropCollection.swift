/// Drops a collection with its indexes. This cannot be undone.
public struct DropCollection: Operation {
    private let collection: String

    /// Creates a drop of the collection with this name.
    public init(_ collection: String) { self.collection = collection }

    /// A missing collection is not an error.
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
