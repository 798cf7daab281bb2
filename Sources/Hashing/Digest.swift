internal import COpenSSL

/// A SHA-256 digest of 32 bytes.
///
/// Comparison takes constant time, so its duration does not reveal how many bytes are equal.
package struct Digest: Sendable {
    /// The number of bytes in a digest.
    package static let length = 32

    private var storage = InlineArray<32, UInt8>(repeating: 0)

    /// Creates a digest from stored bytes; nil when their number is wrong.
    package init?(_ bytes: some Collection<UInt8>) {
        guard bytes.count == Self.length else { return nil }
        for (index, byte) in bytes.enumerated() { storage[index] = byte }
    }

    /// Lends OpenSSL memory for a digest during the call; `body` returns 1 on success.
    init(_ write: (UnsafeMutablePointer<UInt8>?) -> Int32) {
        var span = storage.mutableSpan
        let written = unsafe span.withUnsafeMutableBufferPointer { unsafe write($0.baseAddress) }
        precondition(written == 1, "OpenSSL cannot finish a SHA-256 digest")
    }

    /// The bytes.
    package var bytes: [UInt8] { storage.indices.map { storage[$0] } }

    /// The first eight bytes as a number, the lowest first.
    package var word: UInt64 {
        (0..<8).reduce(0) { $0 | UInt64(storage[$1]) << (8 * UInt64($1)) }
    }

    /// The bytes as 64 lowercase hexadecimal digits.
    package var hexadecimal: String { bytes.hexadecimal }
}

extension Digest: Equatable {
    /// Compares all bytes, even when the first ones differ.
    package static func == (one: Digest, other: Digest) -> Bool {
        // OpenSSL reads both during the call, and neither can change meanwhile.
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
