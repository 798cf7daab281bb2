/// A type that can be decoded from a document, on the lane, directly in the cursor's memory.
public protocol BSONDecodable: Sendable {
    /// Decodes a value. Throws ``StoreError/Code/malformed`` when the document does not fit.
    init(reading reader: borrowing BSONReader) throws(StoreError)
}

extension BSON: BSONDecodable {
    /// Copies the document unchanged.
    public init(reading reader: borrowing BSONReader) throws(StoreError) {
        self = reader.bson
    }
}
