// Ebb wrote these documents, so their fields are in a known order. Each field is expected where the
// one before it ended: its type and key are compared there, and its value is read. Only when that
// fails is the field looked up from the start of the document, which also reports what is wrong.
// This takes a quarter of the time of looking up each field.

/// The position in a document where the next field is expected.
///
///     var place = BSONPlace()
///     let item = try document.string("item", at: &place)
///     let last = try document.date("last", at: &place)
public struct BSONPlace: Sendable {
    fileprivate var offset = BSONMemory.firstOffset

    /// The start of the document.
    public init() {}
}

extension BSONReader {
    /// Reads a string at any position; fastest at `place`, which moves past it.
    public func string(
        _ key: StaticString, at place: inout BSONPlace
    ) throws(StoreError) -> String {
        guard let start = memory.value(of: .string, key, at: place.offset),
            let end = memory.end(from: start, lengthFrom: start + 4, least: 1),
            let text = memory.text(start + 4..<end - 1)
        else { return try string(key.description) }
        place.offset = end
        return text
    }

    /// Reads a date in milliseconds since 1970 (UTC) at any position; fastest at `place`, which
    /// moves past it.
    public func date(
        _ key: StaticString, at place: inout BSONPlace
    ) throws(StoreError) -> Int64 {
        guard let start = memory.value(of: .date, key, at: place.offset),
            memory.holds(8, at: start)
        else { return try date(key.description) }
        place.offset = start + 8
        return memory.integer(at: start, as: Int64.self)
    }

    /// Appends the numbers of an array (doubles exactly) and returns their count; fastest at
    /// `place`, which moves past it.
    public func appendDoubles(
        _ key: StaticString, at place: inout BSONPlace, to numbers: inout [Double]
    ) throws(StoreError) -> Int {
        let before = numbers.count
        guard let start = memory.value(of: .array, key, at: place.offset),
            let end = memory.end(from: start, lengthFrom: start, least: 5),
            memory.appendDoubles(start + 4..<end - 1, to: &numbers)
        else {
            numbers.removeSubrange(before...)
            numbers += try doubles(key.description)
            return numbers.count - before
        }
        place.offset = end
        return numbers.count - before
    }

    /// Estimates the number of elements in the array under `key`, assuming that all are as long
    /// as the first; 0 when there is no array.
    public func likelyCount(of key: String) throws(StoreError) -> Int {
        guard let field = try field(key), field.type == .array else { return 0 }
        guard let first = try nested(field).memory.field(at: BSONMemory.firstOffset) else {
            return 0
        }
        // Later elements have one or two more digits in their keys.
        return field.value.count / (first.value.upperBound - BSONMemory.firstOffset) + 1
    }
}

extension BSONMemory {
    /// The start of the value, if a field with this type and key is at `offset`.
    @inline(__always)
    fileprivate func value(of type: BSONType, _ key: StaticString, at offset: Int) -> Int? {
        let keyLength = key.utf8CodeUnitCount
        guard holds(keyLength + 2, at: offset), unsafe buffer[offset] == type.rawValue,
            unsafe buffer[offset + 1 + keyLength] == 0
        else { return nil }
        // A static string's bytes live as long as the program.
        let isKey = unsafe isKey(
            offset + 1..<offset + 1 + keyLength,
            UnsafeBufferPointer(start: key.utf8Start, count: keyLength))
        return isKey ? offset + keyLength + 2 : nil
    }

    /// Whether this many bytes fit before the closing NUL of the document.
    @inline(__always)
    fileprivate func holds(_ count: Int, at offset: Int) -> Bool {
        unsafe count <= buffer.count - 1 - offset
    }

    /// The end of a value that begins with its length, if it fits and ends with a NUL.
    ///
    /// - Parameter lengthFrom: where the length starts to count: for a string, after the length.
    @inline(__always)
    fileprivate func end(from start: Int, lengthFrom: Int, least: Int) -> Int? {
        guard holds(4, at: start) else { return nil }
        let length = Int(integer(at: start, as: Int32.self))
        let end = lengthFrom + length
        guard length >= least, unsafe end < buffer.count, unsafe buffer[end - 1] == 0 else {
            return nil
        }
        return end
    }

    /// Appends the doubles in a range; false when the range contains any other type.
    fileprivate func appendDoubles(_ range: Range<Int>, to numbers: inout [Double]) -> Bool {
        var offset = range.lowerBound
        while offset < range.upperBound {
            guard unsafe buffer[offset] == BSONType.double.rawValue else { return false }
            offset += 1
            while offset < range.upperBound, unsafe buffer[offset] != 0 { offset += 1 }
            guard offset + 9 <= range.upperBound else { return false }
            numbers.append(Double(bitPattern: integer(at: offset + 1, as: UInt64.self)))
            offset += 9
        }
        return true
    }
}
