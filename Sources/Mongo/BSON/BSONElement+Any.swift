/// What a field holds, where anything may stand in it.
public enum BSONContent: Sendable, Hashable {
    /// Nothing.
    case null
    /// A truth value.
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
    /// What the other cases have no word for.
    case other
}

extension BSONElement {
    /// What the field is called; in an array its number.
    public func key() throws(StoreError) -> String {
        guard let key = memory.text(field.key) else { throw .illFormed("a key is not UTF-8") }
        return key
    }

    /// What it holds.
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

    /// Lends each field of the document or array that the field holds, in order.
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
    /// Lends the field under `key`, whatever it holds; nothing where there is none.
    public func element<T>(
        _ key: String, _ body: (borrowing BSONElement) throws(StoreError) -> T
    ) throws(StoreError) -> T? {
        guard let field = try field(key) else { return nil }
        return try body(BSONElement(memory, field))
    }
}
