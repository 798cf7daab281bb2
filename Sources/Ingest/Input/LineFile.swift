/// The lines of a file of Ebb's own making, plain, gzip or zstd, a batch at a time.
public actor LineFile {
    private let name: String
    private var lines: LineReader

    /// Opens it; no line may have more bytes than `lengthMax`.
    public init(_ path: String, lengthMax: Int) throws {
        name = path
        var limits = ImportLimits()
        limits.lineLength = lengthMax
        lines = try LineReader(.file(path), limits)
    }

    /// The next lines, at most `count`, and no more once they have `bytes` bytes; none at the end.
    ///
    /// - Throws: `ImportError` where the file is damaged or a line too long.
    public func next(atMost count: Int, bytes: Int) throws -> [[UInt8]] {
        var batch: [[UInt8]] = []
        var length = 0
        while batch.count < count, length < bytes {
            lines.refresh(budget: .max)
            guard let line = try lines.next() else { break }
            if let overlong = line.overlong {
                throw ImportError(
                    .corrupt,
                    "\(name), line \(line.number.grouped): it has \(overlong.grouped) bytes, more "
                        + "than any line of it can have")
            }
            batch.append(Array(lines.splitter.bytes[line.content]))
            length += line.content.count
        }
        return batch
    }
}
