internal import CMongo

/// Owns a `mongoc_cursor_t` and decodes each document where the driver has it.
@safe struct Cursor: ~Copyable {
    private let pointer: OpaquePointer

    /// Takes what a call gave; the driver gives a cursor even where it failed, and the first
    /// step tells.
    init(owning pointer: OpaquePointer?) throws(StoreError) {
        guard let pointer = unsafe pointer else { throw .illFormed("no cursor can be made") }
        unsafe self.pointer = pointer
        HandleCount.create()
    }

    deinit {
        unsafe mongoc_cursor_destroy(pointer)
        HandleCount.destroy()
    }

    /// The next document; nil at the end.
    mutating func next<Output: BSONDecodable>(
        _ type: Output.Type = Output.self
    ) throws(StoreError) -> Output? {
        var document: BSONPointer?
        if unsafe mongoc_cursor_next(pointer, &document), let document = unsafe document {
            // The driver keeps the document until the next call.
            let memory = unsafe UnsafeRawBufferPointer(
                start: bson_get_data(document), count: Int(ebb_bson_length(document)))
            return try unsafe Output(reading: BSONReader(memory: memory))
        }
        var error = bson_error_t()
        var reply: BSONPointer?
        if unsafe mongoc_cursor_error_document(pointer, &error, &reply) {
            // The reply stays the cursor's.
            let copy = unsafe reply.map { unsafe BSON(copying: $0) }
            throw StoreError(&error, reply: copy)
        }
        return nil
    }

    /// All that are left.
    consuming func collect<Output: BSONDecodable>(
        _ type: Output.Type = Output.self
    ) throws(StoreError) -> [Output] {
        var collected: [Output] = []
        while let next = try next(Output.self) { collected.append(next) }
        return collected
    }
}
