internal import CMongo

/// A `mongoc_collection_t` that its client owns and destroys.
@safe struct CollectionReference {
    let pointer: OpaquePointer

    init(of client: OpaquePointer, _ database: String, _ name: String) {
        unsafe pointer = mongoc_client_get_collection(client, database, name)
        HandleCount.create()
    }

    /// Frees the handle. The client calls this once.
    func destroy() {
        unsafe mongoc_collection_destroy(pointer)
        HandleCount.destroy()
    }
}

/// A `mongoc_client_session_t` that its client owns and destroys.
@safe struct SessionReference {
    let pointer: OpaquePointer
    /// The session field for command options, encoded.
    let field: [UInt8]

    init(of client: OpaquePointer, isSnapshot: Bool) throws(StoreError) {
        var error = bson_error_t()
        // The session copies its options, so ours are freed here.
        let wishes = unsafe mongoc_session_opts_new()
        defer { unsafe mongoc_session_opts_destroy(wishes) }
        if isSnapshot { unsafe mongoc_session_opts_set_snapshot(wishes, true) }
        guard let session = unsafe mongoc_client_start_session(client, wishes, &error) else {
            throw StoreError(&error)
        }
        unsafe pointer = session
        // The driver writes its field into an empty document: the field is everything between
        // the length and the end of the document.
        let options = unsafe bson_new()
        defer { unsafe bson_destroy(options) }
        guard let options = unsafe options,
            unsafe mongoc_client_session_append(session, options, &error)
        else {
            unsafe mongoc_client_session_destroy(session)
            throw StoreError(&error)
        }
        field = unsafe Array(BSON(copying: options).bytes.dropFirst(4).dropLast())
        HandleCount.create()
    }

    /// Ends the session, and aborts an open transaction. The client calls this once.
    func destroy() {
        unsafe mongoc_client_session_destroy(pointer)
        HandleCount.destroy()
    }
}
