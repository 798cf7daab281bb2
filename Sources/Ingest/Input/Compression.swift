/// How a file is compressed: known by its first bytes, whatever it is called.
public enum Compression: String, Hashable, Sendable, CaseIterable {
    /// One gzip member or several (RFC 1952).
    case gzip
    /// One Zstandard frame or several (RFC 8878).
    case zstd

    /// What the first four bytes say; nil where they are those of no compressed file.
    init?(_ bytes: [UInt8]) {
        guard bytes.count >= 4 || bytes.starts(with: [0x1F, 0x8B]) else { return nil }
        if bytes.starts(with: [0x1F, 0x8B]) {
            self = .gzip
        } else if bytes.starts(with: [0x28, 0xB5, 0x2F, 0xFD])
            || (0x50...0x5F ~= bytes[0] && bytes[1..<4] == [0x2A, 0x4D, 0x18])
        {
            // The second is a frame to be skipped, such as tools put before the first.
            self = .zstd
        } else {
            return nil
        }
    }

    /// What the name of a file to be written asks for.
    init?(fileName: String) {
        if fileName.hasSuffix(".gz") {
            self = .gzip
        } else if fileName.hasSuffix(".zst") {
            self = .zstd
        } else {
            return nil
        }
    }
}

/// What one step of inflating did.
package struct InflatedStep {
    /// What came out.
    package var output: [UInt8]
    /// How many bytes of the input that took.
    package var consumed: Int
    /// Whether a member (or frame) ended.
    package var ended: Bool
}

/// Why inflating gave up, in the library's own words where it has any.
package struct InflatingFault: Error {
    /// The words.
    package let words: String
}
