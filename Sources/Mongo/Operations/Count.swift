internal import CMongo

/// Counts the documents that the filter finds, one by one.
public struct Count: Operation {
    private let collection: String
    private let filter: BSON
    private let hint: BSON?

    /// Takes the collection, what to count, and the index to use, by its keys.
    public init(_ collection: String, filter: BSON, hint: BSON? = nil) {
        self.collection = collection
        self.filter = filter
        self.hint = hint
    }

    /// Exact, and as costly as walking them or their index.
    public func execute(on client: inout Client) throws(StoreError) -> Int {
        let handle = try client.collection(collection)
        let options = client.options { if let hint { $0.append("hint", bson: hint) } }
        var count: Int64 = -1
        let (_, error) = withReply { (reply, error) in
            count = filter.withPointer { filter in
                options.withPointer { options in
                    unsafe mongoc_collection_count_documents(
                        handle.pointer, filter, options, nil, reply, &error)
                }
            }
            return count >= 0
        }
        if let error { throw error }
        return Int(count)
    }
}

/// How many documents the collection has, by its own book-keeping.
public struct EstimatedCount: Operation {
    private let collection: String

    /// Takes the collection.
    public init(_ collection: String) { self.collection = collection }

    /// Costs nothing; may be off after a crash. Not to be had in a transaction.
    public func execute(on client: inout Client) throws(StoreError) -> Int {
        let handle = try client.collection(collection)
        let options = client.options()
        var count: Int64 = -1
        let (_, error) = withReply { (reply, error) in
            count = options.withPointer { options in
                unsafe mongoc_collection_estimated_document_count(
                    handle.pointer, options, nil, reply, &error)
            }
            return count >= 0
        }
        if let error { throw error }
        return Int(count)
    }
}
