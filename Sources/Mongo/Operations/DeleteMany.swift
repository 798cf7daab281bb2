/// Deletes all documents that match the filter; returns their number.
public struct DeleteMany: Operation {
    private let collection: String
    private let filter: BSON

    /// Creates a deletion of the documents in a collection that match the filter.
    public init(_ collection: String, filter: BSON) {
        self.collection = collection
        self.filter = filter
    }

    /// Deletes the documents, one after another.
    public func execute(on client: inout Client) throws(StoreError) -> Int {
        var bulk = try BulkWrite(on: &client, collection, ordered: true)
        try bulk.deleteMany(filter)
        let reply = try bulk.execute()
        try reply.requireSuccess()
        return reply.removed
    }
}
