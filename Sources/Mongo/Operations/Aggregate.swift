internal import CMongo

/// Runs an aggregation pipeline and decodes what comes of it.
public struct Aggregate<Output: BSONDecodable>: Operation {
    private let collection: String
    private let pipeline: [BSON]
    private let timeout: Duration?

    /// Takes the collection, the stages, and how long the server may work on it (nil for the
    /// configured time).
    public init(_ collection: String, pipeline: [BSON], timeout: Duration? = nil) {
        self.collection = collection
        self.pipeline = pipeline
        self.timeout = timeout
    }

    /// Throws ``StoreError/Code/malformed`` when a document cannot be decoded.
    public func execute(on client: inout Client) throws(StoreError) -> [Output] {
        let handle = try client.collection(collection)
        let options = client.options(timeout: timeout)
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
        return try unsafe Cursor(owning: cursor).collect()
    }
}
