/// Reads numbers, strings and dates. The optional forms return nil for a missing or null field.
extension BSONReader {
    /// A string.
    public func string(_ key: String) throws(StoreError) -> String {
        try required(optionalString(key), key, "a string")
    }

    /// A string, or nil.
    public func optionalString(_ key: String) throws(StoreError) -> String? {
        try value(key, "a string") { memory.string($0) }
    }

    /// A whole number: 32 or 64 bits, or a double without a fraction.
    public func int64(_ key: String) throws(StoreError) -> Int64 {
        try required(optionalInt64(key), key, "a whole number")
    }

    /// A whole number, or nil.
    public func optionalInt64(_ key: String) throws(StoreError) -> Int64? {
        try value(key, "a whole number") { memory.int64($0) }
    }

    /// A number of any kind. A whole number beyond 2^53 is rounded.
    public func double(_ key: String) throws(StoreError) -> Double {
        try required(optionalDouble(key), key, "a number")
    }

    /// A number of any kind, or nil.
    public func optionalDouble(_ key: String) throws(StoreError) -> Double? {
        try value(key, "a number") { memory.double($0) }
    }

    /// A Boolean.
    public func bool(_ key: String) throws(StoreError) -> Bool {
        try required(optionalBool(key), key, "true or false")
    }

    /// A Boolean, or nil.
    public func optionalBool(_ key: String) throws(StoreError) -> Bool? {
        try value(key, "true or false") { memory.bool($0) }
    }

    /// A date, in milliseconds since 1970 (UTC).
    public func date(_ key: String) throws(StoreError) -> Int64 {
        try required(optionalDate(key), key, "a date")
    }

    /// A date, or nil.
    public func optionalDate(_ key: String) throws(StoreError) -> Int64? {
        try value(key, "a date") { memory.date($0) }
    }

    /// Bytes, of any subtype.
    public func binary(_ key: String) throws(StoreError) -> [UInt8] {
        try required(optionalBinary(key), key, "binary data")
    }

    /// Bytes, or nil.
    public func optionalBinary(_ key: String) throws(StoreError) -> [UInt8]? {
        try value(key, "binary data") { memory.binary($0) }
    }

    /// The id of a GridFS file.
    public func fileID(_ key: String) throws(StoreError) -> FileID {
        try required(optionalFileID(key), key, "a file id")
    }

    /// The id of a GridFS file, or nil.
    public func optionalFileID(_ key: String) throws(StoreError) -> FileID? {
        try value(key, "a file id") { memory.fileID($0) }
    }
}

/// Converts the value of a field to a Swift type; nil when the field has another type.
extension BSONMemory {
    func string(_ field: Field) -> String? {
        guard field.type == .string, unsafe buffer[field.value.upperBound - 1] == 0 else {
            return nil
        }
        return text(field.value.lowerBound + 4..<field.value.upperBound - 1)
    }

    func int64(_ field: Field) -> Int64? {
        switch field.type {
        case .int64: integer(at: field.value.lowerBound, as: Int64.self)
        case .int32: Int64(integer(at: field.value.lowerBound, as: Int32.self))
        case .double: Int64(exactly: float(at: field.value.lowerBound))
        default: nil
        }
    }

    func double(_ field: Field) -> Double? {
        switch field.type {
        case .double: float(at: field.value.lowerBound)
        case .int64: Double(integer(at: field.value.lowerBound, as: Int64.self))
        case .int32: Double(integer(at: field.value.lowerBound, as: Int32.self))
        default: nil
        }
    }

    func bool(_ field: Field) -> Bool? {
        guard field.type == .bool else { return nil }
        return unsafe buffer[field.value.lowerBound] != 0
    }

    func date(_ field: Field) -> Int64? {
        guard field.type == .date else { return nil }
        return integer(at: field.value.lowerBound, as: Int64.self)
    }

    func binary(_ field: Field) -> [UInt8]? {
        guard field.type == .binary else { return nil }
        return unsafe Array(buffer[field.value.dropFirst(5)])
    }

    func fileID(_ field: Field) -> FileID? {
        guard field.type == .objectID else { return nil }
        return unsafe FileID(trusted: Array(buffer[field.value]))
    }

    private func float(at offset: Int) -> Double {
        Double(bitPattern: integer(at: offset, as: UInt64.self))
    }
}
