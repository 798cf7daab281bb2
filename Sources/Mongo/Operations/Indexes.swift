internal import CMongo

/// An index that a collection should have.
public struct IndexSpecification: Sendable, Hashable {
    /// The index's name.
    public let name: String
    /// Its fields and their order: 1, -1 or `"hashed"`.
    public let keys: BSON
    /// Whether no two documents may have the same keys.
    public let unique: Bool
    /// The filter for the indexed documents; nil for all.
    public let partialFilter: BSON?
    /// The number of seconds after the date in the field when a document is deleted; nil for never.
    public let expireAfterSeconds: Int64?

    /// Creates an index; the defaults are those of a plain index.
    public init(
        name: String, keys: BSON, unique: Bool = false, partialFilter: BSON? = nil,
        expireAfterSeconds: Int64? = nil
    ) {
        self.name = name
        self.keys = keys
        self.unique = unique
        self.partialFilter = partialFilter
        self.expireAfterSeconds = expireAfterSeconds
    }

    fileprivate func write(to writer: inout BSONWriter) {
        writer.append("name", name)
        writer.append("key", bson: keys)
        if unique { writer.append("unique", true) }
        if let partialFilter { writer.append("partialFilterExpression", bson: partialFilter) }
        if let expireAfterSeconds {
            writer.append("expireAfterSeconds", expireAfterSeconds)
        }
    }
}

/// Creates the missing indexes of a collection. An existing index costs nothing.
///
/// An index with the same name but other keys or options throws ``StoreError/Code/server``: drop
/// it first. Building an index on a large collection takes long; only the patience of the driver's
/// client limits it.
public struct CreateIndexes: Operation {
    private let collection: String
    private let indexes: [IndexSpecification]

    /// Creates the operation; the collection is created too when it is missing.
    public init(_ collection: String, _ indexes: [IndexSpecification]) {
        self.collection = collection
        self.indexes = indexes
    }

    /// Waits until a majority has built the indexes.
    public func execute(on client: inout Client) throws(StoreError) {
        guard !indexes.isEmpty else { return }
        try requireName(collection, "collection")
        let command = BSON { writer in
            writer.append("createIndexes", collection)
            writer.array("indexes") { array in
                for index in indexes { array.document { index.write(to: &$0) } }
            }
            writer.document("writeConcern") { $0.append("w", "majority") }
        }
        _ = try RunCommand(command, limited: false).execute(on: &client)
    }
}

/// Lists the indexes of a collection; an empty list when the collection does not exist.
public struct ListIndexes: Operation {
    private let collection: String

    /// Creates a listing for the collection.
    public init(_ collection: String) { self.collection = collection }

    /// Returns one document for each index, with `name`, `key` and the options.
    public func execute(on client: inout Client) throws(StoreError) -> [BSON] {
        let handle = try client.collection(collection)
        let options = client.options()
        let cursor = options.withPointer {
            unsafe mongoc_collection_find_indexes_with_opts(handle.pointer, $0)
        }
        return try unsafe Cursor(owning: cursor, of: collection).collect()
    }
}

/// Creates a collection unless it exists.
public struct CreateCollection: Operation {
    /// The server's error code for an existing collection.
    private static let isThere: Int32 = 48

    private let collection: String

    /// Creates the operation for the collection with this name.
    public init(_ collection: String) { self.collection = collection }

    /// Costs almost nothing when the collection exists.
    public func execute(on client: inout Client) throws(StoreError) {
        try requireName(collection, "collection")
        do throws(StoreError) {
            _ = try RunCommand(BSON { $0.append("create", collection) }).execute(on: &client)
        } catch {
            guard let server = error.server, server.code == Self.isThere else { throw error }
        }
    }
}
