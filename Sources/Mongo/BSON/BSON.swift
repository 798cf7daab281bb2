internal import CMongo

/// One BSON document, as a value: the bytes that are sent and stored.
///
///     let filter = BSON { $0.append("_id", "ada") }
///
/// A value is always well formed: the writer creates only valid documents, and other bytes
/// are checked by ``init(validating:)`` or libmongoc first.
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

    /// Creates a document from untrusted bytes, after checking all fields at every depth.
    ///
    /// Throws ``StoreError/Code/malformed`` for anything but one complete document.
    public init(validating bytes: [UInt8]) throws(StoreError) {
        let problem = unsafe bytes.withUnsafeBytes { memory in
            unsafe BSONValidator(memory: memory).problem()
        }
        if let problem { throw .illFormed("invalid BSON document: \(problem)") }
        self.bytes = bytes
    }

    /// Creates a document from bytes that this module or libbson has written.
    init(trusted bytes: [UInt8]) { self.bytes = bytes }

    /// Reads the document in place.
    ///
    /// Throws what `body` throws, and ``StoreError/Code/malformed`` when the bytes are cut short.
    public func read<T>(
        _ body: (borrowing BSONReader) throws(StoreError) -> T
    ) throws(StoreError) -> T {
        // The reader borrows the array's memory and, not copyable, cannot outlive the call.
        // (The array's own method throws any error, so the outcome is a `Result`.)
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
