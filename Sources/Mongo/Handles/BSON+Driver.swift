internal import CMongo

/// What libmongoc calls `bson_t *`.
///
/// On Debian, libbson aligns `bson_t` to 128, which Swift cannot lay out: the pointer
/// imports as opaque. None is ever made in Swift; room for one is lent here.
typealias BSONPointer = OpaquePointer

extension BSON {
    /// Lends the document to C for one call, without a copy.
    @safe func withPointer<T>(_ body: (BSONPointer) -> T) -> T {
        withRoom { view in
            // The view borrows the array's memory; both end with this call.
            unsafe bytes.withUnsafeBufferPointer { memory in
                let isWhole = unsafe bson_init_static(view, memory.baseAddress, memory.count)
                precondition(isWhole, "a BSON value is always well formed")
                return unsafe body(view)
            }
        }
    }

    /// Copies a document that C owns.
    init(copying pointer: BSONPointer) {
        let memory = unsafe UnsafeBufferPointer(
            start: bson_get_data(pointer), count: Int(ebb_bson_length(pointer)))
        self.init(trusted: unsafe Array(memory))
    }
}

/// Calls C with room for an error and a reply, which libmongoc sets whether or not it succeeds.
@safe func withReply(
    _ body: (BSONPointer, inout bson_error_t) -> Bool
) -> (reply: BSON, error: StoreError?) {
    withRoom { reply in
        var error = bson_error_t()
        let isDone = unsafe body(reply, &error)
        // The reply belongs to the caller; its copy is a Swift value.
        defer { unsafe bson_destroy(reply) }
        let copy = unsafe BSON(copying: reply)
        return (copy, isDone ? nil : StoreError(&error, reply: copy))
    }
}

/// Lends memory of the size and alignment of a `bson_t`, for C to set up.
@safe private func withRoom<T>(_ body: (BSONPointer) -> T) -> T {
    unsafe withUnsafeTemporaryAllocation(
        byteCount: ebb_bson_size(), alignment: ebb_bson_alignment()
    ) { room in
        // A lent buffer that is not empty has a base address.
        guard let start = room.baseAddress else { preconditionFailure("no room was lent") }
        return unsafe body(BSONPointer(start))
    }
}
