internal import CMongo

/// The id of a file in GridFS: an ObjectId of twelve bytes, which the driver creates at upload.
public struct FileID: Sendable, Hashable, CustomStringConvertible {
    /// The twelve bytes.
    public let bytes: [UInt8]

    /// Creates an id from twelve bytes; nil for any other number of bytes.
    public init?(_ bytes: [UInt8]) {
        guard bytes.count == 12 else { return nil }
        self.bytes = bytes
    }

    /// Creates a new, unique id from the time, the process and a counter, like the driver.
    package static func next() -> FileID {
        var id = bson_oid_t()
        unsafe bson_oid_init(&id, nil)
        return FileID(trusted: unsafe Swift.withUnsafeBytes(of: id) { unsafe Array($0) })
    }

    init(trusted bytes: [UInt8]) { self.bytes = bytes }

    /// Twenty-four hexadecimal digits.
    public var description: String {
        bytes.map { byte in
            String(byte >> 4, radix: 16) + String(byte & 15, radix: 16)
        }.joined()
    }
}
