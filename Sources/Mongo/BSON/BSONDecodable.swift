/// What can be read from a document, on the lane, straight from the cursor's memory.
public protocol BSONDecodable: Sendable {
    /// Reads the value; throws ``StoreError/Code/malformed`` when the document is another one.
    init(reading reader: borrowing BSONReader) throws(StoreError)
}

extension BSON: BSONDecodable {
    /// Copies the document as it is.
    public init(reading reader: borrowing BSONReader) throws(StoreError) {
        self = reader.bson
    }
}
