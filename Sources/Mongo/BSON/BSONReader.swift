/// Reads the fields of a document where they lie, without a copy of it.
///
/// A reader is lent to a closure or an initializer and cannot be kept. Looking a
/// field up walks the document from its start: right for the few fields of our
/// documents. A wrong or missing type throws ``StoreError/Code/malformed`` and names
/// the way to the field, such as `interests.3.item`.
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

    /// A field's value by `convert`; nil when it is absent or null, thrown when it is otherwise.
    func value<T>(
        _ key: String, _ expected: String, _ convert: (BSONMemory.Field) -> T?
    ) throws(StoreError) -> T? {
        guard let field = try field(key), field.type != .null else { return nil }
        guard let value = convert(field) else { throw .illFormed(key, expected, field.type) }
        return value
    }

    /// What a field that must be there holds.
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

    /// Whether there is such a field, be it null.
    public func has(_ key: String) throws(StoreError) -> Bool { try field(key) != nil }
}
