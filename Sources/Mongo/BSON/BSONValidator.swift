/// Checks all fields of an untrusted document, at every depth.
@safe struct BSONValidator: ~Copyable {
    /// The maximum nesting depth; the server allows 180 in a stored document.
    static let depthMax = 180

    let memory: UnsafeRawBufferPointer

    /// One clause about the first problem; nil when the document is valid.
    func problem() -> String? {
        do throws(StoreError) {
            let document = try unsafe BSONMemory(memory)
            guard unsafe document.buffer.count == memory.count else {
                return "the document's length is wrong"
            }
            try check(document, depth: 0)
            return nil
        } catch {
            return error.message
        }
    }

    private func check(_ document: BSONMemory, depth: Int) throws(StoreError) {
        guard depth <= Self.depthMax else {
            throw .illFormed("it nests deeper than \(Self.depthMax) levels")
        }
        var offset = BSONMemory.firstOffset
        while let field = try document.field(at: offset) {
            guard document.text(field.key) != nil else { throw .illFormed("a key is not UTF-8") }
            try checkValue(field, of: document, depth: depth)
            offset = field.value.upperBound
        }
        guard unsafe offset == document.buffer.count - 1 else {
            throw .illFormed("a document has bytes after its end")
        }
    }

    private func checkValue(
        _ field: BSONMemory.Field, of document: BSONMemory, depth: Int
    ) throws(StoreError) {
        switch field.type {
        case .string where document.string(field) == nil:
            throw .illFormed("a string is not UTF-8")
        case .bool where unsafe document.buffer[field.value.lowerBound] > 1:
            throw .illFormed("a Boolean is neither 0 nor 1")
        case .document, .array:
            let value = unsafe UnsafeRawBufferPointer(rebasing: document.buffer[field.value])
            let nested = try unsafe BSONMemory(value)
            guard unsafe nested.buffer.count == field.value.count else {
                throw .illFormed("a document has bytes after its end")
            }
            try check(nested, depth: depth + 1)
        default: break
        }
    }
}
