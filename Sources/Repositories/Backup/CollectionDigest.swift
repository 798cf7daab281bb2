internal import Hashing
package import Mongo

/// The count, the size and the SHA-256 of a sequence of documents.
package struct CollectionDigest: Sendable {
    /// The number of documents.
    package private(set) var documents = 0
    /// The number of bytes of BSON.
    package private(set) var bytes = 0
    private var hash = SHA256()

    /// Creates the digest of an empty sequence.
    package init() {}

    /// Adds the next document.
    package mutating func add(_ document: BSON) {
        documents += 1
        bytes += document.bytes.count
        hash.update(document.bytes)
    }

    /// The SHA-256 in hexadecimal digits.
    package var text: String { hash.finalize().hexadecimal }
}
