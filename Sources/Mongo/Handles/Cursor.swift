internal import CMongo

/// Owns a `mongoc_cursor_t` and decodes each document in the memory of the driver.
@safe struct Cursor: ~Copyable {
    private let pointer: OpaquePointer
    /// What the documents are of, to name a malformed one.
    private let collection: String

    /// Takes ownership of the result of a call. The driver returns a cursor even after a failure,
    /// which the first step then reports.
    init(owning pointer: OpaquePointer?, of collection: String) throws(StoreError) {
        guard let pointer = unsafe pointer else { throw .illFormed("libmongoc returned no cursor") }
        unsafe self.pointer = pointer
        self.collection = collection
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
            // The driver owns the document, which is valid until the next call.
            let memory = unsafe UnsafeRawBufferPointer(
                start: bson_get_data(document), count: Int(ebb_bson_length(document)))
            return try decode(unsafe BSONReader(memory: memory))
        }
        var error = bson_error_t()
        var reply: BSONPointer?
        if unsafe mongoc_cursor_error_document(pointer, &error, &reply) {
            // The cursor owns the reply.
            let copy = unsafe reply.map { unsafe BSON(copying: $0) }
            throw StoreError(&error, reply: copy)
        }
        return nil
    }

    private func decode<Output: BSONDecodable>(
        _ document: borrowing BSONReader
    ) throws(StoreError) -> Output {
        do throws(StoreError) {
            return try Output(reading: document)
        } catch {
            guard error.code == .malformed, error.document == nil else { throw error }
            throw StoreError(MalformedDocument(document, in: collection, error))
        }
    }

    /// All remaining documents.
    consuming func collect<Output: BSONDecodable>(
        _ type: Output.Type = Output.self
    ) throws(StoreError) -> [Output] {
        var collected: [Output] = []
        while let next = try next(Output.self) { collected.append(next) }
        return collected
    }
}
