internal import CMongo

/// Counts the documents that match the filter, exactly.
public struct Count: Operation {
    private let collection: String
    private let filter: BSON
    private let hint: BSON?
    private let limit: Int

    /// Creates a count of the documents in a collection that match the filter; `hint` is the index.
    ///
    /// - Parameter limit: where counting stops; 0 for nowhere.
    public init(_ collection: String, filter: BSON, hint: BSON? = nil, limit: Int = 0) {
        self.collection = collection
        self.filter = filter
        self.hint = hint
        self.limit = limit
    }

    /// Costs as much as walking the documents or their index, up to the limit.
    public func execute(on client: inout Client) throws(StoreError) -> Int {
        let handle = try client.collection(collection)
        let options = client.options { options in
            if let hint { options.append("hint", bson: hint) }
            if limit > 0 { options.append("limit", Int64(limit)) }
        }
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

/// Estimates the number of documents in a collection from its metadata.
public struct EstimatedCount: Operation {
    private let collection: String

    /// Creates an estimate for the collection.
    public init(_ collection: String) { self.collection = collection }

    /// Costs almost nothing; can be wrong after a crash. Not available in a transaction.
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
