internal import CMongo

/// Names a file in GridFS: twelve bytes, an ObjectId, made by the driver at upload.
public struct FileID: Sendable, Hashable, CustomStringConvertible {
    /// The twelve bytes.
    public let bytes: [UInt8]

    /// Takes twelve bytes; nil for any other number of them.
    public init?(_ bytes: [UInt8]) {
        guard bytes.count == 12 else { return nil }
        self.bytes = bytes
    }

    /// One that nobody has used: time, process and a count, as the driver makes them.
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
