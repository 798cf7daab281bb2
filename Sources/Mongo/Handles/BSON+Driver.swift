internal import CMongo

/// The type `bson_t *` of libmongoc.
///
/// On Debian, libbson aligns `bson_t` to 128 bytes, which Swift cannot do, so the pointer is
/// imported as opaque. Swift never creates a `bson_t`; the functions here lend memory for one.
typealias BSONPointer = OpaquePointer

extension BSON {
    /// Lends the document to C for one call, without a copy.
    @safe func withPointer<T>(_ body: (BSONPointer) -> T) -> T {
        withRoom { view in
            // The view borrows the memory of the array until this call ends.
            unsafe bytes.withUnsafeBufferPointer { memory in
                let isWhole = unsafe bson_init_static(view, memory.baseAddress, memory.count)
                precondition(isWhole, "a BSON value is always well formed")
                return unsafe body(view)
            }
        }
    }

    /// Creates a copy of a document that C owns.
    init(copying pointer: BSONPointer) {
        let memory = unsafe UnsafeBufferPointer(
            start: bson_get_data(pointer), count: Int(ebb_bson_length(pointer)))
        self.init(trusted: unsafe Array(memory))
    }
}

/// Calls C with memory for an error and a reply; libmongoc always sets the reply.
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

/// Lends memory with the size and the alignment of a `bson_t`, which C initializes.
@safe private func withRoom<T>(_ body: (BSONPointer) -> T) -> T {
    unsafe withUnsafeTemporaryAllocation(
        byteCount: ebb_bson_size(), alignment: ebb_bson_alignment()
    ) { room in
        // A lent buffer that is not empty has a base address.
        guard let start = room.baseAddress else { preconditionFailure("no room was lent") }
        return unsafe body(BSONPointer(start))
    }
}
