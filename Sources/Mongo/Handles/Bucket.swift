internal import CMongo

/// Owns a `mongoc_gridfs_bucket_t` and the database handle beneath it.
@safe struct Bucket: ~Copyable {
    let pointer: OpaquePointer
    private let database: OpaquePointer

    init(_ name: String, on client: inout Client) throws(StoreError) {
        guard !client.isInTransaction else {
            throw .illFormed("a file cannot be part of a transaction")
        }
        try requireName(name, "bucket")
        let opened = try unsafe Self.open(name, client)
        unsafe pointer = opened.bucket
        unsafe database = opened.database
        HandleCount.create()
    }

    deinit {
        unsafe mongoc_gridfs_bucket_destroy(pointer)
        unsafe mongoc_database_destroy(database)
        HandleCount.destroy()
    }

    @unsafe private struct Opened {
        let bucket: OpaquePointer
        let database: OpaquePointer
    }

    private static func open(
        _ name: String, _ client: borrowing Client
    ) throws(StoreError) -> Opened {
        guard
            let database = unsafe mongoc_client_get_database(
                client.pointer, client.settings.database)
        else { throw .illFormed("libmongoc returned no database handle") }
        var error = bson_error_t()
        let options = BSON { $0.append("bucketName", name) }
        let made = options.withPointer {
            unsafe mongoc_gridfs_bucket_new(database, $0, nil, &error)
        }
        guard let made = unsafe made else {
            unsafe mongoc_database_destroy(database)
            throw StoreError(&error)
        }
        return unsafe Opened(bucket: made, database: database)
    }
}
