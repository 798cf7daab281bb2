/// One field of a document that is walked through, lent for the time of the step.
///
/// For documents by the hundred in whose every field somebody is interested: `BSONReader.walk`
/// passes each field once, where a lookup by key begins at the document's start each time.
@safe public struct BSONElement: ~Copyable {
    let memory: BSONMemory
    let field: BSONMemory.Field

    init(_ memory: BSONMemory, _ field: BSONMemory.Field) {
        self.memory = memory
        self.field = field
    }

    /// Whether the field's key is this one.
    public func isNamed(_ key: StaticString) -> Bool {
        guard key.utf8CodeUnitCount == field.key.count else { return false }
        // A static string's bytes live as long as the program.
        return unsafe memory.isKey(
            field.key,
            UnsafeBufferPointer(start: key.utf8Start, count: key.utf8CodeUnitCount))
    }

    /// The value as a string.
    public func string() throws(StoreError) -> String {
        guard let value = memory.string(field) else { throw unexpected("a string") }
        return value
    }

    /// The value as a moment, in milliseconds since 1970 (UTC).
    public func date() throws(StoreError) -> Int64 {
        guard let value = memory.date(field) else { throw unexpected("a date") }
        return value
    }

    /// Appends the numbers of an array, to the bit where they are doubles, and gives their count.
    public func appendDoubles(to numbers: inout [Double]) throws(StoreError) -> Int {
        guard field.type == .array else { throw unexpected("an array") }
        let array = try unsafe BSONMemory(
            UnsafeRawBufferPointer(rebasing: memory.buffer[field.value]))
        var (offset, count) = (BSONMemory.firstOffset, 0)
        while let element = try array.field(at: offset) {
            guard let number = array.double(element) else {
                throw StoreError.unexpected("a number", found: element.type)
                    .under("\(name).\(count)")
            }
            numbers.append(number)
            count += 1
            offset = element.value.upperBound
        }
        return count
    }

    private var name: String { memory.text(field.key) ?? "a field" }

    private func unexpected(_ expected: String) -> StoreError {
        .illFormed(name, expected, field.type)
    }
}

extension BSONReader {
    /// Lends each field in the order in which it stands.
    public func walk(
        _ body: (borrowing BSONElement) throws(StoreError) -> Void
    ) throws(StoreError) {
        var offset = BSONMemory.firstOffset
        while let field = try memory.field(at: offset) {
            try body(BSONElement(memory, field))
            offset = field.value.upperBound
        }
    }

    /// How many elements the array under `key` has; none where there is no array.
    public func count(of key: String) throws(StoreError) -> Int {
        guard let field = try field(key), field.type == .array else { return 0 }
        var count = 0
        try nested(field).forEachField { _ in count += 1 }
        return count
    }
}
