/// The value of a field that can have any type.
public enum BSONContent: Sendable, Hashable {
    /// Nothing.
    case null
    /// A Boolean.
    case bool(Bool)
    /// A whole number.
    case int64(Int64)
    /// A number with a fraction, to the bit.
    case double(Double)
    /// A string.
    case string(String)
    /// A document, whose fields `forEach` lends.
    case document
    /// An array, whose elements `forEach` lends.
    case array
    /// A value of any other type.
    case other
}

extension BSONElement {
    /// The name of the field; in an array, its index.
    public func key() throws(StoreError) -> String {
        guard let key = memory.text(field.key) else { throw .illFormed("a key is not UTF-8") }
        return key
    }

    /// The value.
    public func content() throws(StoreError) -> BSONContent {
        switch field.type {
        case .null: return .null
        case .bool: return memory.bool(field).map(BSONContent.bool) ?? .other
        case .int32, .int64: return memory.int64(field).map(BSONContent.int64) ?? .other
        case .double: return memory.double(field).map(BSONContent.double) ?? .other
        case .string: return .string(try string())
        case .document: return .document
        case .array: return .array
        default: return .other
        }
    }

    /// Passes each field of the document or array in this field to `body`, in order.
    public func forEach(
        _ body: (borrowing BSONElement) throws(StoreError) -> Void
    ) throws(StoreError) {
        guard field.type == .document || field.type == .array else { return }
        // Lies within the memory that was lent for this element.
        let nested = try unsafe BSONMemory(
            UnsafeRawBufferPointer(rebasing: memory.buffer[field.value]))
        var offset = BSONMemory.firstOffset
        while let inner = try nested.field(at: offset) {
            try body(BSONElement(nested, inner))
            offset = inner.value.upperBound
        }
    }
}

extension BSONReader {
    /// Passes the field with `key`, of any type, to `body`; does nothing when it is missing.
    public func element<T>(
        _ key: String, _ body: (borrowing BSONElement) throws(StoreError) -> T
    ) throws(StoreError) -> T? {
        guard let field = try field(key) else { return nil }
        return try body(BSONElement(memory, field))
    }
}
