internal import COpenSSL

/// The 32 bytes of a SHA-256.
///
/// How long a comparison takes tells nothing of how many bytes were equal.
package struct Digest: Sendable {
    /// How many bytes a digest has.
    package static let length = 32

    private var storage = InlineArray<32, UInt8>(repeating: 0)

    /// Takes bytes that were kept; nil where they are not as many as a digest has.
    package init?(_ bytes: some Collection<UInt8>) {
        guard bytes.count == Self.length else { return nil }
        for (index, byte) in bytes.enumerated() { storage[index] = byte }
    }

    /// Has OpenSSL write a digest into memory that is lent for the call; it returns 1 when it did.
    init(_ write: (UnsafeMutablePointer<UInt8>?) -> Int32) {
        var span = storage.mutableSpan
        let written = unsafe span.withUnsafeMutableBufferPointer { unsafe write($0.baseAddress) }
        precondition(written == 1, "OpenSSL cannot finish a SHA-256 digest")
    }

    /// The bytes.
    package var bytes: [UInt8] { storage.indices.map { storage[$0] } }

    /// The bytes as 64 lowercase hexadecimal digits.
    package var hexadecimal: String { bytes.hexadecimal }
}

extension Digest: Equatable {
    /// Compares all bytes, whatever the first ones are.
    package static func == (one: Digest, other: Digest) -> Bool {
        // OpenSSL reads both during the call, and neither may change meanwhile.
        unsafe one.storage.span.withUnsafeBytes { one in
            unsafe other.storage.span.withUnsafeBytes { other in
                unsafe CRYPTO_memcmp(one.baseAddress, other.baseAddress, length) == 0
            }
        }
    }
}

extension Digest: CustomStringConvertible {
    /// The hexadecimal digits.
    package var description: String { hexadecimal }
}
