/// Reads documents and arrays inside a document without copying them.
extension BSONReader {
    /// Passes a reader of the document under `key` to `body`.
    public func document<T>(
        _ key: String, _ body: (borrowing BSONReader) throws(StoreError) -> T
    ) throws(StoreError) -> T {
        try required(optionalDocument(key, body), key, "a document")
    }

    /// Passes a reader of the document under `key` to `body`; nil when the field is missing.
    public func optionalDocument<T>(
        _ key: String, _ body: (borrowing BSONReader) throws(StoreError) -> T
    ) throws(StoreError) -> T? {
        guard let field = try field(key), field.type != .null else { return nil }
        guard field.type == .document else { throw .illFormed(key, "a document", field.type) }
        do throws(StoreError) {
            return try body(nested(field))
        } catch {
            throw error.under(key)
        }
    }

    /// Passes a reader of each document in the array under `key` to `body`, in order.
    public func forEachDocument(
        in key: String, _ body: (borrowing BSONReader) throws(StoreError) -> Void
    ) throws(StoreError) {
        try forEachElement(key) { (memory, field) throws(StoreError) in
            guard field.type == .document else { return "a document" }
            let value = unsafe UnsafeRawBufferPointer(rebasing: memory.buffer[field.value])
            try body(unsafe BSONReader(memory: value))
            return nil
        }
    }

    /// Decodes the document under `key`.
    public func decode<T: BSONDecodable>(
        _ key: String, as type: T.Type = T.self
    ) throws(StoreError) -> T {
        try document(key) { (reader) throws(StoreError) in try T(reading: reader) }
    }

    /// Decodes each document in the array under `key`.
    public func decodeArray<T: BSONDecodable>(
        _ key: String, of type: T.Type = T.self
    ) throws(StoreError) -> [T] {
        var decoded: [T] = []
        try forEachDocument(in: key) { (reader) throws(StoreError) in
            decoded.append(try T(reading: reader))
        }
        return decoded
    }

    /// An array of numbers, to the bit where they are doubles.
    public func doubles(_ key: String) throws(StoreError) -> [Double] {
        try elements(key, "a number") { (memory, field) in memory.double(field) }
    }

    /// An array of whole numbers.
    public func int64s(_ key: String) throws(StoreError) -> [Int64] {
        try elements(key, "a whole number") { (memory, field) in memory.int64(field) }
    }

    /// An array of strings.
    public func strings(_ key: String) throws(StoreError) -> [String] {
        try elements(key, "a string") { (memory, field) in memory.string(field) }
    }

    private func elements<T>(
        _ key: String, _ expected: String, _ convert: (BSONMemory, BSONMemory.Field) -> T?
    ) throws(StoreError) -> [T] {
        var elements: [T] = []
        try forEachElement(key) { (memory, field) throws(StoreError) in
            guard let element = convert(memory, field) else { return expected }
            elements.append(element)
            return nil
        }
        return elements
    }

    /// Passes a reader of each document and array directly inside this one to `body`.
    func forEachNested(
        _ body: (borrowing BSONReader) throws(StoreError) -> Void
    ) throws(StoreError) {
        try forEachField { (field) throws(StoreError) in
            guard field.type == .document || field.type == .array else { return }
            try body(nested(field))
        }
    }

    /// Walks the array under `key`; `body` returns the expected type when an element is invalid.
    private func forEachElement(
        _ key: String, _ body: (BSONMemory, BSONMemory.Field) throws(StoreError) -> String?
    ) throws(StoreError) {
        guard let field = try field(key) else { throw .illFormed(key, "an array", nil) }
        guard field.type == .array else { throw .illFormed(key, "an array", field.type) }
        let array = try nested(field)
        var offset = BSONMemory.firstOffset
        var index = 0
        while let element = try array.memory.field(at: offset) {
            do throws(StoreError) {
                if let expected = try body(array.memory, element) {
                    throw StoreError.unexpected(expected, found: element.type)
                }
            } catch {
                throw error.under("\(key).\(index)")
            }
            offset = element.value.upperBound
            index += 1
        }
    }
}
