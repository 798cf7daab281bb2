/// Reads the fields of a document without copying it.
///
/// A reader is valid only inside the closure or initializer that receives it. Each lookup walks
/// the document from its start, which is fast enough for the few fields of our documents. A
/// missing field or a wrong type throws ``StoreError/Code/malformed`` with the path of the
/// field, such as `interests.3.item`.
@safe public struct BSONReader: ~Copyable {
    let memory: BSONMemory

    /// Lends memory that outlives the reader.
    init(memory: UnsafeRawBufferPointer) throws(StoreError) {
        self.memory = try unsafe BSONMemory(memory)
    }

    /// The field with this key; nil when there is none.
    func field(_ key: String) throws(StoreError) -> BSONMemory.Field? {
        var key = key
        // The key's own bytes are lent for the walk.
        let found = key.withUTF8 { unsafe memory.find($0) }
        return try found.get()
    }

    /// Walks all fields in order.
    func forEachField(
        _ body: (BSONMemory.Field) throws(StoreError) -> Void
    ) throws(StoreError) {
        var offset = BSONMemory.firstOffset
        while let field = try memory.field(at: offset) {
            try body(field)
            offset = field.value.upperBound
        }
    }

    /// A reader of the document or array that is a field's value.
    func nested(_ field: BSONMemory.Field) throws(StoreError) -> BSONReader {
        try unsafe BSONReader(memory: UnsafeRawBufferPointer(rebasing: memory.buffer[field.value]))
    }

    /// Converts a field with `convert`; nil when it is missing or null. Throws for a wrong type.
    func value<T>(
        _ key: String, _ expected: String, _ convert: (BSONMemory.Field) -> T?
    ) throws(StoreError) -> T? {
        guard let field = try field(key), field.type != .null else { return nil }
        guard let value = convert(field) else { throw .illFormed(key, expected, field.type) }
        return value
    }

    /// The value of a required field.
    func required<T>(_ value: T?, _ key: String, _ expected: String) throws(StoreError) -> T {
        guard let value else { throw .illFormed(key, expected, nil) }
        return value
    }

    /// A copy of the whole document.
    public var bson: BSON { unsafe BSON(trusted: Array(memory.buffer)) }

    /// The keys in order.
    public func keys() throws(StoreError) -> [String] {
        var keys: [String] = []
        try forEachField { (field) throws(StoreError) in
            guard let key = memory.text(field.key) else {
                throw .illFormed("a key is not UTF-8")
            }
            keys.append(key)
        }
        return keys
    }

    /// Whether the document has this field, even when it is null.
    public func has(_ key: String) throws(StoreError) -> Bool { try field(key) != nil }
}
