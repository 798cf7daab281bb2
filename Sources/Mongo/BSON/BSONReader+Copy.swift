extension BSONReader {
    /// A copy of the document with one of its fields, whatever its type; empty without the field.
    public func only(_ key: String) throws(StoreError) -> BSON {
        guard let field = try field(key) else { return .empty }
        // The type's byte stands before the key.
        let encoded = unsafe Array(
            memory.buffer[field.key.lowerBound - 1..<field.value.upperBound])
        return BSON { $0.append(encoded: encoded) }
    }
}

extension BSONReader {
    /// A moment of the server's logical clock; nil where the field is missing or of another type.
    public func clusterTime(_ key: String) throws(StoreError) -> ClusterTime? {
        guard let field = try field(key), field.type == .timestamp else { return nil }
        let start = field.value.lowerBound
        return ClusterTime(
            seconds: memory.integer(at: start + 4, as: UInt32.self),
            ordinal: memory.integer(at: start, as: UInt32.self))
    }
}

/// A moment of the logical clock that the servers of a replica set share.
public struct ClusterTime: Hashable, Sendable {
    /// Seconds since 1970.
    public let seconds: UInt32
    /// The number of the operation within the second.
    public let ordinal: UInt32

    init(seconds: UInt32, ordinal: UInt32) {
        self.seconds = seconds
        self.ordinal = ordinal
    }
}

extension BSONWriter {
    /// Appends a moment of the server's logical clock.
    public mutating func append(_ key: String, _ time: ClusterTime) {
        append(key, timestamp: time.seconds, ordinal: time.ordinal)
    }
}
