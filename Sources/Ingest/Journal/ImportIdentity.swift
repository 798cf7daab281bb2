internal import Hashing
internal import Interest

// What is "the same import"? The same content, read in the same way. Not the name, because files
// are moved; not size and time, because a mended file may have those of the broken one, and
// taking it for imported would lose it. So the whole file is digested before it is read: SHA-256
// goes at the speed of the disk, and what it has read the import finds in memory.

/// What an import is known by in the journal.
public enum ImportIdentity {
    /// Bytes digested at a time.
    private static let chunkLength = 1 << 20

    /// The digest of a file's bytes, as they stand there, and of what decides how they are read;
    /// nil for what can be read only once (a pipe) or is in memory.
    public static func digest(
        of source: ImportSource, kind: String, _ options: ImportOptions
    ) throws(ImportError) -> String? {
        guard case .file = source else { return nil }
        var bytes = try RawBytes(source)
        guard bytes.total != nil else { return nil }
        var hash = SHA256()
        hash.update("1\n\(kind)\n\(options.reading)\n".utf8)
        while true {
            let chunk = try bytes.next(atMost: chunkLength)
            if chunk.isEmpty { break }
            hash.update(chunk)
        }
        return hash.finalize().hexadecimal
    }
}

extension ImportOptions {
    /// Everything that decides what the lines mean, as one line.
    fileprivate var reading: String {
        let parts: [String] = [
            "\(String(describing: format))", "\(columns ?? [])",
            "\(names.sorted { $0.key < $1.key }.map { [$0.key, $0.value] })",
            "\(String(describing: hasHeader))", "\(String(describing: isQuoted))",
            "\(timeUnit)", "\(String(describing: defaultAction))",
            "\(String(describing: defaultValue))",
            "\(actionNames.sorted { $0.key < $1.key }.map { [$0.key, $0.value.text] })",
            listSeparator, "\(cleaning)",
        ]
        return "\(parts)"
    }
}
