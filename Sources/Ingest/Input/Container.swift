/// What a file is packed in, beside gzip and zstd: known by its first bytes, whatever it is called.
public enum Container: String, Hashable, Sendable, CaseIterable {
    /// A zip archive, of which one file is read.
    case zip
    /// bzip2, read by the program of that name.
    case bzip2
    /// xz, read by the program of that name.
    case xz
    /// Parquet, read by Python with pyarrow.
    case parquet = "Parquet"

    /// What the first bytes say; nil for every other file.
    init?(_ bytes: [UInt8]) {
        if bytes.starts(with: [0x50, 0x4B, 0x03, 0x04]) || bytes.starts(with: [0x50, 0x4B, 5, 6]) {
            self = .zip
        } else if bytes.starts(with: Array("BZh".utf8)) {
            self = .bzip2
        } else if bytes.starts(with: [0xFD, 0x37, 0x7A, 0x58]) {
            self = .xz
        } else if bytes.starts(with: Array("PAR1".utf8)) {
            self = .parquet
        } else {
            return nil
        }
    }
}
