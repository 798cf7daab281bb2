// Documents by the hundred that we wrote ourselves have their fields where we put them. So each is
// looked for where the one before it ended: there its type and key are compared and its value
// taken. Only what is not found there is looked up from the document's start, which also says what
// is wrong with it. A quarter of the time of looking up each.

/// Where in a document the next field is expected.
///
///     var place = BSONPlace()
///     let item = try document.string("item", at: &place)
///     let last = try document.date("last", at: &place)
public struct BSONPlace: Sendable {
    fileprivate var offset = BSONMemory.firstOffset

    /// The document's start.
    public init() {}
}

extension BSONReader {
    /// A string, wherever it stands; quickest at `place`, which moves behind it.
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

    /// A moment in milliseconds since 1970 (UTC), wherever it stands; quickest at `place`, which
    /// moves behind it.
    public func date(
        _ key: StaticString, at place: inout BSONPlace
    ) throws(StoreError) -> Int64 {
        guard let start = memory.value(of: .date, key, at: place.offset),
            memory.holds(8, at: start)
        else { return try date(key.description) }
        place.offset = start + 8
        return memory.integer(at: start, as: Int64.self)
    }

    /// Appends the numbers of an array, to the bit where they are doubles, and gives their count;
    /// quickest where it stands at `place`, which moves behind it.
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

    /// About how many elements the array under `key` has, as its first is as long as the others;
    /// none where there is no array.
    public func likelyCount(of key: String) throws(StoreError) -> Int {
        guard let field = try field(key), field.type == .array else { return 0 }
        guard let first = try nested(field).memory.field(at: BSONMemory.firstOffset) else {
            return 0
        }
        // Later ones have a digit or two more in their names.
        return field.value.count / (first.value.upperBound - BSONMemory.firstOffset) + 1
    }
}

extension BSONMemory {
    /// Where the value begins, if a field of this type with this key stands at `offset`.
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

    /// Whether so many bytes fit in before the document's closing NUL.
    @inline(__always)
    fileprivate func holds(_ count: Int, at offset: Int) -> Bool {
        unsafe count <= buffer.count - 1 - offset
    }

    /// Where a value ends that begins with its length, if it fits in and ends in a NUL.
    ///
    /// - Parameter lengthFrom: from where its length counts: a string's from behind it.
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

    /// Appends the doubles that fill a range; false where something else is among them.
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
