/// Writes the elements of one array, in the order of the calls.
///
/// BSON stores an array as a document with the keys "0", "1", …; the writer counts them.
public struct BSONArrayWriter: ~Copyable {
    private var writer: BSONWriter
    private var count = 0

    init(continuing bytes: consuming [UInt8]) { writer = BSONWriter(continuing: bytes) }

    consuming func finish() -> [UInt8] { writer.finish() }

    private mutating func nextKey() -> String {
        defer { count += 1 }
        return String(count)
    }

    /// Appends a string, which may contain any character.
    public mutating func append(_ value: String) { writer.append(nextKey(), value) }

    /// Appends a whole number of 64 bits.
    public mutating func append(_ value: Int64) { writer.append(nextKey(), value) }

    /// Appends a whole number of 32 bits.
    public mutating func append(_ value: Int32) { writer.append(nextKey(), value) }

    /// Appends a number with a fraction, to the bit.
    public mutating func append(_ value: Double) {
        writer.bytes.append(BSONType.double.rawValue)
        writer.bytes.append(decimal: count)
        writer.bytes.append(0)
        writer.bytes.appendLittleEndian(value.bitPattern)
        count += 1
    }

    /// Appends a Boolean.
    public mutating func append(_ value: Bool) { writer.append(nextKey(), value) }

    /// Appends a date, in milliseconds since 1970 (UTC).
    public mutating func append(date milliseconds: Int64) {
        writer.append(nextKey(), date: milliseconds)
    }

    /// Appends bytes of the generic subtype.
    public mutating func append(binary: [UInt8]) { writer.append(nextKey(), binary: binary) }

    /// Appends the id of a GridFS file.
    public mutating func append(_ file: FileID) { writer.append(nextKey(), file) }

    /// Appends a value that is already encoded.
    mutating func append(encoded value: [UInt8], _ type: BSONType) {
        writer.bytes.append(type.rawValue)
        writer.bytes.append(decimal: count)
        writer.bytes.append(0)
        writer.bytes.append(contentsOf: value)
        count += 1
    }

    /// Appends a null.
    public mutating func appendNull() { writer.appendNull(nextKey()) }

    /// Appends a finished document.
    public mutating func append(bson: BSON) { writer.append(nextKey(), bson: bson) }

    /// Writes a document as the next element.
    public mutating func document(_ build: (inout BSONWriter) -> Void) {
        writer.document(nextKey(), build)
    }

    /// Writes an array as the next element.
    public mutating func array(_ build: (inout BSONArrayWriter) -> Void) {
        writer.array(nextKey(), build)
    }

    /// Appends many numbers, without creating strings for their keys.
    public mutating func append(doubles: [Double]) {
        writer.bytes.reserveCapacity(writer.bytes.count + doubles.count * 14)
        for double in doubles { append(double) }
    }
}

extension [UInt8] {
    /// Appends the decimal digits of a number that is not negative.
    fileprivate mutating func append(decimal number: Int) {
        var divisor = 1
        while number / divisor >= 10 { divisor *= 10 }
        while divisor > 0 {
            append(UInt8(truncatingIfNeeded: 48 + number / divisor % 10))
            divisor /= 10
        }
    }
}
