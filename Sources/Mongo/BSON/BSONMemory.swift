/// A document's memory and the one loop that walks its fields.
///
/// Every step is checked against the end of the memory, so untrusted bytes are safe to read;
/// invalid bytes throw one sentence.
@safe struct BSONMemory {
    /// The whole document, from its length to its closing NUL.
    let buffer: UnsafeRawBufferPointer

    /// A field: its type, and the positions of its key and value.
    struct Field {
        let type: BSONType
        let key: Range<Int>
        let value: Range<Int>
    }

    /// Lends memory that must outlive the value.
    ///
    /// Throws when the length at the beginning does not fit, or the NUL at the end is missing.
    init(_ memory: UnsafeRawBufferPointer) throws(StoreError) {
        guard memory.count >= 5 else { throw .illFormed("the document is truncated") }
        let length = unsafe Int(
            Int32(littleEndian: memory.loadUnaligned(fromByteOffset: 0, as: Int32.self)))
        guard length >= 5, length <= memory.count, unsafe memory[length - 1] == 0 else {
            throw .illFormed("the document's length is wrong")
        }
        unsafe buffer = UnsafeRawBufferPointer(rebasing: memory[..<length])
    }

    /// The position of the first field.
    static var firstOffset: Int { 4 }

    /// The field at `offset`; nil at the end of the document.
    func field(at offset: Int) throws(StoreError) -> Field? {
        let end = unsafe buffer.count - 1
        guard offset < end else { return nil }
        let typeByte = unsafe buffer[offset]
        guard let type = BSONType(rawValue: typeByte) else {
            throw .illFormed("a field has the unknown type \(typeByte)")
        }
        let keyEnd = try terminator(from: offset + 1)
        let start = keyEnd + 1
        let size = try self.size(of: type, at: start)
        guard size >= 0, size <= end - start else {
            throw .illFormed("a field runs past the end of its document")
        }
        return Field(type: type, key: offset + 1..<keyEnd, value: start..<start + size)
    }

    /// The position of the next NUL before the one that ends the document.
    private func terminator(from offset: Int) throws(StoreError) -> Int {
        let end = unsafe buffer.count - 1
        var index = offset
        while index < end {
            if unsafe buffer[index] == 0 { return index }
            index += 1
        }
        throw .illFormed("a name in the document has no end")
    }

    private func size(of type: BSONType, at offset: Int) throws(StoreError) -> Int {
        switch type {
        case .undefined, .null, .maxKey, .minKey: 0
        case .bool: 1
        case .int32: 4
        case .double, .date, .timestamp, .int64: 8
        case .objectID: 12
        case .decimal128: 16
        case .string, .code, .symbol: 4 + (try length(at: offset, least: 1))
        case .document, .array: try length(at: offset, least: 5)
        case .scopedCode: try length(at: offset, least: 14)
        case .binary: 5 + (try length(at: offset, least: 0))
        case .pointer: 16 + (try length(at: offset, least: 1))
        case .regex: try terminator(from: terminator(from: offset) + 1) + 1 - offset
        }
    }

    private func length(at offset: Int, least: Int) throws(StoreError) -> Int {
        guard unsafe offset + 4 <= buffer.count else {
            throw .illFormed("a field runs past the end of its document")
        }
        let length = Int(integer(at: offset, as: Int32.self))
        guard length >= least else { throw .illFormed("a field has an impossible length") }
        return length
    }

    /// The number at an offset that has been checked.
    func integer<Number: FixedWidthInteger & BitwiseCopyable>(
        at offset: Int, as type: Number.Type
    ) -> Number {
        unsafe Number(littleEndian: buffer.loadUnaligned(fromByteOffset: offset, as: type))
    }

    /// The text in a range that has been checked; nil when it is not UTF-8.
    ///
    /// Most texts are short and ASCII; copying those costs a third of validating them.
    func text(_ range: Range<Int>) -> String? {
        let bytes = unsafe UnsafeRawBufferPointer(rebasing: buffer[range])
        guard unsafe Self.isPlain(bytes) else {
            return unsafe String(validating: bytes, as: UTF8.self)
        }
        return unsafe String(unsafeUninitializedCapacity: bytes.count) { room in
            _ = unsafe UnsafeMutableRawBufferPointer(room).copyMemory(from: bytes)
            return bytes.count
        }
    }

    /// Whether all bytes are ASCII, eight at a time.
    private static func isPlain(_ bytes: UnsafeRawBufferPointer) -> Bool {
        var (index, bits) = (0, UInt64(0))
        while index + 8 <= bytes.count {
            bits |= unsafe bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self)
            index += 8
        }
        while index < bytes.count {
            bits |= unsafe UInt64(bytes[index])
            index += 1
        }
        return bits & 0x8080_8080_8080_8080 == 0
    }

    /// The field with this key.
    func find(_ key: UnsafeBufferPointer<UInt8>) -> Result<Field?, StoreError> {
        do throws(StoreError) {
            var offset = Self.firstOffset
            while let field = try field(at: offset) {
                if unsafe isKey(field.key, key) { return .success(field) }
                offset = field.value.upperBound
            }
            return .success(nil)
        } catch {
            return .failure(error)
        }
    }

    /// Whether the key in a range that has been checked is this one.
    func isKey(_ range: Range<Int>, _ key: UnsafeBufferPointer<UInt8>) -> Bool {
        guard range.count == key.count else { return false }
        var index = 0
        while index < key.count {
            if unsafe buffer[range.lowerBound + index] != key[index] { return false }
            index += 1
        }
        return true
    }
}
