internal import CMongo

/// The options of a find.
public struct FindOptions: Sendable, Hashable {
    /// The sort order.
    public var sort: BSON?
    /// The fields to return.
    public var projection: BSON?
    /// The maximum number of documents; 0 for all.
    public var limit: Int
    /// The number of documents to skip first.
    public var skip: Int
    /// The number of documents in a batch; 0 for the server's default.
    public var batchSize: Int
    /// The index to use, given by its keys.
    public var hint: BSON?
    /// The inclusive lower bound in the index of ``hint``.
    public var min: BSON?
    /// The time limit on the server; nil for the configured one.
    public var timeout: Duration?

    /// Creates options; the defaults return everything, in any order.
    public init(
        sort: BSON? = nil, projection: BSON? = nil, limit: Int = 0, skip: Int = 0,
        batchSize: Int = 0, hint: BSON? = nil, min: BSON? = nil, timeout: Duration? = nil
    ) {
        self.sort = sort
        self.projection = projection
        self.limit = limit
        self.skip = skip
        self.batchSize = batchSize
        self.hint = hint
        self.min = min
        self.timeout = timeout
    }

    /// The options as fields of the command.
    func write(to writer: inout BSONWriter) {
        if let sort { writer.append("sort", bson: sort) }
        if let projection { writer.append("projection", bson: projection) }
        if limit > 0 { writer.append("limit", Int64(limit)) }
        if skip > 0 { writer.append("skip", Int64(skip)) }
        if batchSize > 0 { writer.append("batchSize", Int64(batchSize)) }
        if let hint { writer.append("hint", bson: hint) }
        if let min { writer.append("min", bson: min) }
    }
}

/// Finds documents and decodes each in the memory of the driver.
public struct Find<Output: BSONDecodable>: Operation {
    private let collection: String
    private let filter: BSON
    private let options: FindOptions

    /// Creates a find in a collection; the filter ``BSON/empty`` matches everything.
    public init(_ collection: String, filter: BSON, options: FindOptions = FindOptions()) {
        self.collection = collection
        self.filter = filter
        self.options = options
    }

    /// Throws ``StoreError/Code/malformed`` when a document cannot be decoded.
    public func execute(on client: inout Client) throws(StoreError) -> [Output] {
        try cursor(on: &client).collect()
    }

    /// Passes each document to `body` as it arrives, and stores none.
    package func forEach(
        on client: inout Client, _ body: (Output) throws(StoreError) -> Void
    ) throws(StoreError) {
        var cursor = try cursor(on: &client)
        while let next = try cursor.next(Output.self) { try body(next) }
    }

    func cursor(on client: inout Client) throws(StoreError) -> Cursor {
        let handle = try client.collection(collection)
        let command = client.options(timeout: options.timeout) { options.write(to: &$0) }
        let cursor = filter.withPointer { filter in
            command.withPointer { command in
                unsafe mongoc_collection_find_with_opts(handle.pointer, filter, command, nil)
            }
        }
        return try unsafe Cursor(owning: cursor, of: collection)
    }
}

/// Finds one document, or nil.
public struct FindOne<Output: BSONDecodable>: Operation {
    private let find: Find<Output>

    /// Creates a find with a limit of 1.
    public init(_ collection: String, filter: BSON, options: FindOptions = FindOptions()) {
        var options = options
        options.limit = 1
        find = Find(collection, filter: filter, options: options)
    }

    /// Throws ``StoreError/Code/malformed`` when the document cannot be decoded.
    public func execute(on client: inout Client) throws(StoreError) -> Output? {
        var cursor = try find.cursor(on: &client)
        return try cursor.next()
    }
}
