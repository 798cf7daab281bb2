internal import CMongo

/// Owns a `mongoc_bulk_operation_t`: writes that are sent together, with as many in one message
/// as the server accepts.
@safe struct BulkWrite: ~Copyable {
    private let pointer: OpaquePointer
    private(set) var count = 0

    /// Our documents are well formed, so the driver need not check them again.
    private static let unchecked = BSON { $0.append("validate", false) }
    private static let upserting = BSON {
        $0.append("validate", false)
        $0.append("upsert", true)
    }

    init(
        on client: inout Client, _ collection: String, ordered: Bool
    ) throws(StoreError) {
        let collection = try client.collection(collection)
        let options = client.unlimitedOptions { $0.append("ordered", ordered) }
        let made = options.withPointer {
            unsafe mongoc_collection_create_bulk_operation_with_opts(collection.pointer, $0)
        }
        guard let made = unsafe made else { throw .illFormed("libmongoc returned no bulk write") }
        unsafe pointer = made
        HandleCount.create()
    }

    deinit {
        unsafe mongoc_bulk_operation_destroy(pointer)
        HandleCount.destroy()
    }

    mutating func insert(_ document: BSON) throws(StoreError) {
        try attempt { (error) in
            document.withPointer { document in
                Self.unchecked.withPointer { options in
                    unsafe mongoc_bulk_operation_insert_with_opts(
                        pointer, document, options, &error)
                }
            }
        }
        count += 1
    }

    mutating func replaceOne(
        _ filter: BSON, _ replacement: BSON, upsert: Bool
    ) throws(StoreError) {
        try attempt(filter, replacement, upsert) { (filter, document, options, error) in
            unsafe mongoc_bulk_operation_replace_one_with_opts(
                pointer, filter, document, options, &error)
        }
        count += 1
    }

    mutating func updateOne(_ filter: BSON, _ update: BSON, upsert: Bool) throws(StoreError) {
        try attempt(filter, update, upsert) { (filter, document, options, error) in
            unsafe mongoc_bulk_operation_update_one_with_opts(
                pointer, filter, document, options, &error)
        }
        count += 1
    }

    mutating func updateMany(_ filter: BSON, _ update: BSON, upsert: Bool) throws(StoreError) {
        try attempt(filter, update, upsert) { (filter, document, options, error) in
            unsafe mongoc_bulk_operation_update_many_with_opts(
                pointer, filter, document, options, &error)
        }
        count += 1
    }

    mutating func deleteMany(_ filter: BSON) throws(StoreError) {
        try attempt { (error) in
            filter.withPointer {
                unsafe mongoc_bulk_operation_remove_many_with_opts(pointer, $0, nil, &error)
            }
        }
        count += 1
    }

    @safe private func attempt(
        _ filter: BSON, _ document: BSON, _ upsert: Bool,
        _ body: (BSONPointer, BSONPointer, BSONPointer, inout bson_error_t) -> Bool
    ) throws(StoreError) {
        try attempt { (error) in
            filter.withPointer { filter in
                document.withPointer { document in
                    (upsert ? Self.upserting : Self.unchecked).withPointer {
                        unsafe body(filter, document, $0, &error)
                    }
                }
            }
        }
    }

    @safe private func attempt(_ body: (inout bson_error_t) -> Bool) throws(StoreError) {
        var error = bson_error_t()
        guard body(&error) else { throw StoreError(&error) }
    }

    /// Sends the writes. An empty bulk sends nothing.
    consuming func execute() throws(StoreError) -> BulkReply {
        guard count > 0 else { return BulkReply() }
        let (reply, error) = withReply { (reply, error) in
            unsafe mongoc_bulk_operation_execute(pointer, reply, &error) != 0
        }
        return try BulkReply(reply, error)
    }
}
