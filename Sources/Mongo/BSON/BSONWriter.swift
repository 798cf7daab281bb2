/// Writes the fields of one document, in the order of the calls.
///
/// Keys are constants of the program. A key cannot contain a NUL (BSON ends it there), so
/// untrusted text belongs in a value; a NUL in a string *value* is allowed. A document can
/// have up to 2 GiB here; the server rejects more than 16 MiB.
public struct BSONWriter: ~Copyable {
    /// The document so far; its first four bytes are reserved for the length.
    var bytes: [UInt8]
    /// Where the innermost open document begins.
    private var start: Int

    init() {
        bytes = []
        bytes.reserveCapacity(128)
        start = 0
        open()
    }

    /// Continues in the buffer of an outer document.
    init(continuing bytes: consuming [UInt8]) {
        self.bytes = bytes
        start = self.bytes.count
        open()
    }

    private mutating func open() {
        bytes.append(contentsOf: repeatElement(0, count: 4))
    }

    /// Ends the document and returns the buffer.
    consuming func finish() -> [UInt8] {
        bytes.append(0)
        let length = UInt32(bytes.count - start)
        for index in 0..<4 {
            bytes[start + index] = UInt8(truncatingIfNeeded: length >> UInt32(8 * index))
        }
        return bytes
    }

    /// Writes the type and the key of the next field.
    private mutating func begin(_ type: BSONType, _ key: String) {
        bytes.append(type.rawValue)
        for byte in key.utf8 {
            precondition(byte != 0, "invalid BSON key: it contains a NUL")
            bytes.append(byte)
        }
        bytes.append(0)
    }
}

extension BSONWriter {
    /// Appends a string, which may contain any character.
    public mutating func append(_ key: String, _ value: String) {
        begin(.string, key)
        let utf8 = value.utf8
        bytes.appendLittleEndian(Int32(utf8.count + 1))
        bytes.append(contentsOf: utf8)
        bytes.append(0)
    }

    /// Appends a whole number of 64 bits.
    public mutating func append(_ key: String, _ value: Int64) {
        begin(.int64, key)
        bytes.appendLittleEndian(value)
    }

    /// Appends a whole number of 32 bits.
    public mutating func append(_ key: String, _ value: Int32) {
        begin(.int32, key)
        bytes.appendLittleEndian(value)
    }

    /// Appends a number with a fraction, to the bit.
    public mutating func append(_ key: String, _ value: Double) {
        begin(.double, key)
        bytes.appendLittleEndian(value.bitPattern)
    }

    /// Appends a Boolean.
    public mutating func append(_ key: String, _ value: Bool) {
        begin(.bool, key)
        bytes.append(value ? 1 : 0)
    }

    /// Appends a date, in milliseconds since 1970 (UTC).
    public mutating func append(_ key: String, date milliseconds: Int64) {
        begin(.date, key)
        bytes.appendLittleEndian(milliseconds)
    }

    /// Appends a BSON timestamp, the server's internal time: seconds since 1970, and the ordinal
    /// of the operation within that second.
    public mutating func append(_ key: String, timestamp seconds: UInt32, ordinal: UInt32) {
        begin(.timestamp, key)
        bytes.appendLittleEndian(ordinal)
        bytes.appendLittleEndian(seconds)
    }

    /// Appends bytes of the generic subtype.
    public mutating func append(_ key: String, binary: [UInt8]) {
        begin(.binary, key)
        bytes.appendLittleEndian(Int32(binary.count))
        bytes.append(0)
        bytes.append(contentsOf: binary)
    }

    /// Appends the id of a GridFS file.
    public mutating func append(_ key: String, _ file: FileID) {
        begin(.objectID, key)
        bytes.append(contentsOf: file.bytes)
    }

    /// Appends a null.
    public mutating func appendNull(_ key: String) { begin(.null, key) }

    /// Appends a finished document.
    public mutating func append(_ key: String, bson: BSON) {
        begin(.document, key)
        bytes.append(contentsOf: bson.bytes)
    }

    /// Writes a document inside this one, in the same buffer.
    public mutating func document(_ key: String, _ build: (inout BSONWriter) -> Void) {
        begin(.document, key)
        var inner = BSONWriter(continuing: take())
        build(&inner)
        bytes = inner.finish()
    }

    /// Writes an array inside this document.
    public mutating func array(_ key: String, _ build: (inout BSONArrayWriter) -> Void) {
        begin(.array, key)
        var inner = BSONArrayWriter(continuing: take())
        build(&inner)
        bytes = inner.finish()
    }

    /// Appends all fields of another document.
    mutating func append(fieldsOf document: BSON) {
        append(encoded: Array(document.bytes.dropFirst(4).dropLast()))
    }

    /// Appends fields that are already encoded, such as the session id.
    mutating func append(encoded fields: [UInt8]) { bytes.append(contentsOf: fields) }

    /// Lends the buffer to a nested writer, so that nothing is copied.
    private mutating func take() -> [UInt8] {
        var taken: [UInt8] = []
        swap(&taken, &bytes)
        return taken
    }
}

extension [UInt8] {
    /// Appends a number as BSON lays it out.
    mutating func appendLittleEndian<Number: FixedWidthInteger>(_ number: Number) {
        // The closure only reads the local number's bytes.
        unsafe Swift.withUnsafeBytes(of: number.littleEndian) { unsafe append(contentsOf: $0) }
    }
}
