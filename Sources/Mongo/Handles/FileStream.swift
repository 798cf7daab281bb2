internal import CMongo

/// Owns a `mongoc_stream_t` over one file, and the bucket that the file is in.
@safe struct FileStream: ~Copyable {
    private let pointer: UnsafeMutablePointer<mongoc_stream_t>
    private let bucket: Bucket

    /// Opens an existing file.
    init(reading file: FileID, in bucket: consuming Bucket) throws(StoreError) {
        unsafe pointer = try Self.open(file) { (id, error) in
            unsafe mongoc_gridfs_bucket_open_download_stream(bucket.pointer, id, &error)
        }
        self.bucket = bucket
        HandleCount.create()
    }

    /// Creates a new file.
    init(
        writing file: FileID, named name: String, in bucket: consuming Bucket
    ) throws(StoreError) {
        try requireName(name, "file")
        unsafe pointer = try Self.open(file) { (id, error) in
            unsafe mongoc_gridfs_bucket_open_upload_stream_with_id(
                bucket.pointer, id, name, nil, &error)
        }
        self.bucket = bucket
        HandleCount.create()
    }

    deinit {
        // The stream uses the bucket until it is closed; the bucket is freed afterward.
        unsafe mongoc_stream_destroy(pointer)
        HandleCount.destroy()
    }

    private static func open(
        _ file: FileID,
        _ body: (
            UnsafePointer<bson_value_t>, inout bson_error_t
        ) -> UnsafeMutablePointer<mongoc_stream_t>?
    ) throws(StoreError) -> UnsafeMutablePointer<mongoc_stream_t> {
        var error = bson_error_t()
        var id = unsafe ebb_value_from_oid(file.bytes)
        guard let opened = unsafe body(&id, &error) else { throw StoreError(&error) }
        return unsafe opened
    }

    /// Writes all bytes and makes the file visible; removes the written part on failure.
    consuming func finish(writing bytes: [UInt8]) throws(StoreError) {
        if write(bytes), unsafe mongoc_stream_close(pointer) == 0 { return }
        let error = failure()
        _ = unsafe mongoc_gridfs_bucket_abort_upload(pointer)
        throw error
    }

    private func write(_ bytes: [UInt8]) -> Bool {
        if bytes.isEmpty { return true }
        return unsafe bytes.withUnsafeBytes { memory in
            // The driver takes a mutable pointer but only reads from it.
            let start = unsafe UnsafeMutableRawPointer(mutating: memory.baseAddress)
            return unsafe mongoc_stream_write(pointer, start, memory.count, 0) == memory.count
        }
    }

    /// Reads up to `count` bytes and appends them; false at the end of the file.
    func read(_ count: Int, into bytes: inout [UInt8]) throws(StoreError) -> Bool {
        var read = 0
        let block = unsafe [UInt8](unsafeUninitializedCapacity: count) { room, filled in
            read = unsafe mongoc_stream_read(pointer, room.baseAddress, count, 1, 0)
            filled = max(0, read)
        }
        guard read >= 0 else { throw failure() }
        bytes.append(contentsOf: block)
        return read > 0
    }

    private func failure() -> StoreError {
        var error = bson_error_t()
        guard unsafe mongoc_gridfs_bucket_stream_error(pointer, &error) else {
            return StoreError(.server, "the transfer of the file to or from MongoDB was incomplete")
        }
        return StoreError(&error)
    }
}
