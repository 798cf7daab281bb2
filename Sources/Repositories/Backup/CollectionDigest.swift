internal import Hashing
package import Mongo

/// The count, the bytes and the SHA-256 of documents in an order.
package struct CollectionDigest: Sendable {
    /// How many documents.
    package private(set) var documents = 0
    /// How many bytes of BSON.
    package private(set) var bytes = 0
    private var hash = SHA256()

    /// Of nothing yet.
    package init() {}

    /// Takes the next document.
    package mutating func add(_ document: BSON) {
        documents += 1
        bytes += document.bytes.count
        hash.update(document.bytes)
    }

    /// The SHA-256 in hexadecimal digits.
    package var text: String { hash.finalize().hexadecimal }
}
