internal import CMongo

/// One BSON document, as a value: the bytes that travel and stand in the database.
///
///     let filter = BSON { $0.append("_id", "ada") }
///
/// A value is always well formed: the writer makes nothing else, and bytes from
/// elsewhere pass ``init(validating:)`` or libmongoc first.
public struct BSON: Sendable, Hashable {
    /// The document as the specification lays it out, little-endian.
    public let bytes: [UInt8]

    /// A document without fields.
    public static let empty = BSON { _ in }

    /// Writes a document.
    public init(_ build: (inout BSONWriter) -> Void) {
        var writer = BSONWriter()
        build(&writer)
        bytes = writer.finish()
    }

    /// Takes bytes from outside, checked to the innermost field.
    ///
    /// Throws ``StoreError/Code/malformed`` for anything that is not one whole document.
    public init(validating bytes: [UInt8]) throws(StoreError) {
        let problem = unsafe bytes.withUnsafeBytes { memory in
            unsafe BSONValidator(memory: memory).problem()
        }
        if let problem { throw .illFormed("these bytes are no BSON document: \(problem)") }
        self.bytes = bytes
    }

    /// Takes bytes that a writer of this module or libbson itself has made.
    init(trusted bytes: [UInt8]) { self.bytes = bytes }

    /// Reads the document in place.
    ///
    /// Throws what `body` throws, and ``StoreError/Code/malformed`` when the bytes are cut short.
    public func read<T>(
        _ body: (borrowing BSONReader) throws(StoreError) -> T
    ) throws(StoreError) -> T {
        // The reader borrows the array's memory and, not copyable, cannot outlive the call.
        // (The array's own method throws any error, hence the result.)
        let result: Result<T, StoreError> = unsafe bytes.withUnsafeBytes { memory in
            do throws(StoreError) {
                return .success(try body(unsafe BSONReader(memory: memory)))
            } catch {
                return .failure(error)
            }
        }
        return try result.get()
    }
}
