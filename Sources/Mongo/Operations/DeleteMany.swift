/// Deletes every document that the filter finds; gives their number.
public struct DeleteMany: Operation {
    private let collection: String
    private let filter: BSON

    /// Takes the collection and what to look for.
    public init(_ collection: String, filter: BSON) {
        self.collection = collection
        self.filter = filter
    }

    /// Deletes them, one after the other.
    public func execute(on client: inout Client) throws(StoreError) -> Int {
        var bulk = try BulkWrite(on: &client, collection, ordered: true)
        try bulk.deleteMany(filter)
        let reply = try bulk.execute()
        try reply.requireSuccess()
        return reply.removed
    }
}
