internal import CMongo

/// How a find goes about it.
public struct FindOptions: Sendable, Hashable {
    /// The order of what is found.
    public var sort: BSON?
    /// Which fields come back.
    public var projection: BSON?
    /// How many documents at most; 0 for all.
    public var limit: Int
    /// How many to leave out first.
    public var skip: Int
    /// How many travel together; 0 for the server's choice.
    public var batchSize: Int
    /// The index to use, by its keys.
    public var hint: BSON?
    /// Where in the index of ``hint`` to begin, that place included.
    public var min: BSON?
    /// How long the server may work on it; nil for the configured time.
    public var timeout: Duration?

    /// Takes what differs from "everything, in any order".
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

    /// The fields as the command spells them.
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

/// Finds documents and decodes each where the driver has it.
public struct Find<Output: BSONDecodable>: Operation {
    private let collection: String
    private let filter: BSON
    private let options: FindOptions

    /// Takes the collection, what to look for (``BSON/empty`` for everything), and how.
    public init(_ collection: String, filter: BSON, options: FindOptions = FindOptions()) {
        self.collection = collection
        self.filter = filter
        self.options = options
    }

    /// Throws ``StoreError/Code/malformed`` when a document cannot be decoded.
    public func execute(on client: inout Client) throws(StoreError) -> [Output] {
        try cursor(on: &client).collect()
    }

    /// Lends each document to `body`, as they come, and keeps none.
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
        return try unsafe Cursor(owning: cursor)
    }
}

/// Finds one document, or nil.
public struct FindOne<Output: BSONDecodable>: Operation {
    private let find: Find<Output>

    /// Takes the collection, what to look for, and how; the limit is 1.
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
