internal import CMongo

/// An index that a collection is to have.
public struct IndexSpecification: Sendable, Hashable {
    /// The index's name.
    public let name: String
    /// Its fields and their order: 1, -1 or `"hashed"`.
    public let keys: BSON
    /// Whether no two documents may have the same keys.
    public let unique: Bool
    /// Which documents it holds; nil for all.
    public let partialFilter: BSON?
    /// After how many seconds past the date in its field a document is deleted; nil for never.
    public let expireAfterSeconds: Int64?

    /// Takes what differs from a plain index.
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

/// Makes sure that a collection has these indexes. One that is there already costs nothing.
///
/// An index of the same name with other keys or options throws ``StoreError/Code/server``:
/// drop it first. Building one over a large collection takes its time; only
/// the patience of the driver's client bounds it.
public struct CreateIndexes: Operation {
    private let collection: String
    private let indexes: [IndexSpecification]

    /// Takes the collection, which is made where it is missing, and the indexes.
    public init(_ collection: String, _ indexes: [IndexSpecification]) {
        self.collection = collection
        self.indexes = indexes
    }

    /// Waits until a majority has built them.
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

/// The indexes of a collection as the server describes them; none where it does not exist.
public struct ListIndexes: Operation {
    private let collection: String

    /// Takes the collection.
    public init(_ collection: String) { self.collection = collection }

    /// Gives one document an index: `name`, `key`, and its options.
    public func execute(on client: inout Client) throws(StoreError) -> [BSON] {
        let handle = try client.collection(collection)
        let options = client.options()
        let cursor = options.withPointer {
            unsafe mongoc_collection_find_indexes_with_opts(handle.pointer, $0)
        }
        return try unsafe Cursor(owning: cursor).collect()
    }
}

/// Makes sure that a collection is there.
public struct CreateCollection: Operation {
    /// The server's code for one that is there already.
    private static let isThere: Int32 = 48

    private let collection: String

    /// Takes the collection's name.
    public init(_ collection: String) { self.collection = collection }

    /// Costs next to nothing where it is there already.
    public func execute(on client: inout Client) throws(StoreError) {
        try requireName(collection, "collection")
        do throws(StoreError) {
            _ = try RunCommand(BSON { $0.append("create", collection) }).execute(on: &client)
        } catch {
            guard let server = error.server, server.code == Self.isThere else { throw error }
        }
    }
}
