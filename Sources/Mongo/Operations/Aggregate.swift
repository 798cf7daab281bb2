internal import CMongo

/// Runs an aggregation pipeline and decodes its results.
public struct Aggregate<Output: BSONDecodable>: Operation {
    private let collection: String
    private let pipeline: [BSON]
    private let hint: BSON?
    private let batchSize: Int
    private let timeout: Duration?

    /// - Parameters:
    ///   - pipeline: the stages.
    ///   - hint: the index to use, given by its keys.
    ///   - batchSize: the number of documents in a batch; 0 for the server's default.
    ///   - timeout: the time limit on the server; nil for the configured one.
    public init(
        _ collection: String, pipeline: [BSON], hint: BSON? = nil, batchSize: Int = 0,
        timeout: Duration? = nil
    ) {
        self.collection = collection
        self.pipeline = pipeline
        self.hint = hint
        self.batchSize = batchSize
        self.timeout = timeout
    }

    /// Throws ``StoreError/Code/malformed`` when a document cannot be decoded.
    public func execute(on client: inout Client) throws(StoreError) -> [Output] {
        let handle = try client.collection(collection)
        let options = client.options(timeout: timeout) { options in
            if let hint { options.append("hint", bson: hint) }
            if batchSize > 0 { options.append("batchSize", Int64(batchSize)) }
        }
        let stages = BSON { writer in
            writer.array("pipeline") { array in
                for stage in pipeline { array.append(bson: stage) }
            }
        }
        let cursor = stages.withPointer { stages in
            options.withPointer { options in
                unsafe mongoc_collection_aggregate(
                    handle.pointer, MONGOC_QUERY_NONE, stages, options, nil)
            }
        }
        return try unsafe Cursor(owning: cursor, of: collection).collect()
    }
}
