internal import Hashing
internal import Interest

// Two imports are the same if they read the same content in the same way. The name does not count,
// because files are moved. Size and time do not count, because a corrected file may have those of
// the broken one and would be skipped. So the whole file is digested before it is read: SHA-256 is
// as fast as the disk, and the import then finds the file in memory.

/// Identifies imports in the journal.
public enum ImportIdentity {
    /// Bytes digested at a time.
    private static let chunkLength = 1 << 20

    /// The digest of a file's bytes as stored, and of the options that decide how they are read;
    /// nil for a source that can be read only once (a pipe) or is in memory.
    public static func digest(
        of source: ImportSource, kind: String, _ options: ImportOptions
    ) throws(ImportError) -> String? {
        try digests(of: source, kind: kind, options)?.id
    }

    /// The same, with the digest of the bytes alone, which identifies the file however it is read.
    public static func digests(
        of source: ImportSource, kind: String, _ options: ImportOptions
    ) throws(ImportError) -> (id: String, content: String)? {
        guard case .file = source else { return nil }
        var bytes = try RawBytes(source)
        guard bytes.total != nil else { return nil }
        var hash = SHA256()
        var content = SHA256()
        hash.update("1\n\(kind)\n\(options.reading)\n".utf8)
        if kind != BehaviorShape.noun, options.replaces { hash.update("replace\n".utf8) }
        content.update("\(kind)\n".utf8)
        if let member = bytes.member {
            hash.update("\(member)\n".utf8)
            content.update("\(member)\n".utf8)
        }
        while true {
            let chunk = try bytes.next(atMost: chunkLength)
            if chunk.isEmpty { break }
            hash.update(chunk)
            content.update(chunk)
        }
        return (hash.finalize().hexadecimal, content.finalize().hexadecimal)
    }
}

extension ImportOptions {
    /// All options that decide what the lines mean, as one line.
    fileprivate var reading: String {
        let parts: [String] = [
            "\(String(describing: format))", "\(columns ?? [])",
            "\(names.sorted { $0.key < $1.key }.map { [$0.key, $0.value] })",
            "\(String(describing: hasHeader))", "\(String(describing: isQuoted))",
            "\(timeUnit)", "\(String(describing: defaultAction))",
            "\(String(describing: defaultValue))",
            "\(actionNames.sorted { $0.key < $1.key }.map { [$0.key, $0.value.text] })",
            listSeparator ?? ImportOptions.separator, "\(cleaning)",
        ]
        // An option that earlier versions did not have counts only if it is set, so that their
        // imports are still found.
        return "\(parts)" + (newer.isEmpty ? "" : "\(newer)")
    }

    private var newer: [String] {
        let parts: [(name: String, value: String?)] = [
            ("format", timePattern?.text), ("dates", dateOrder?.rawValue),
            ("zone", timeZone?.name), ("year", timeYear?.description),
            ("time", timeIdentity ?? defaultTime?.description),
            ("order", orderBase?.description), ("null", nullWords.map { "\($0)" }),
            ("trims", trims ? nil : "no"), ("decimal", decimalComma?.description),
            ("encoding", encoding?.rawValue), ("repeats", countsRepeats ? "count" : nil),
            ("delete", removesItems ? "yes" : nil),
            ("labels", labelColumns.isEmpty ? nil : "\(labelColumns)"),
        ]
        return parts.compactMap { part in part.value.map { "\(part.name)=\($0)" } }
    }
}

extension ImportOptions {
    /// The flags that decide what the lines mean, as they are typed. Two imports of one file are
    /// compared by them.
    public var readingFlags: [String] {
        func list(_ pairs: [String: String]) -> String? {
            pairs.isEmpty
                ? nil
                : pairs.sorted { $0.key < $1.key }.map { "\($0)=\($1)" }
                    .joined(separator: ",")
        }
        var normalize: String?
        switch cleaning.normalization {
        case .max: normalize = "max"
        case .by(let maximum): normalize = "\(maximum)"
        case nil: break
        }
        let parts: [(flag: String, value: String?)] = [
            ("--columns", columns?.joined(separator: ",")), ("--map", list(names)),
            ("--time-unit", timeUnit == .guessed ? nil : timeUnit.rawValue),
            ("--action", defaultAction?.text), ("--value", defaultValue.map { "\($0)" }),
            ("--action-map", list(actionNames.mapValues(\.text))), ("--normalize", normalize),
            ("--time-format", timePattern?.text), ("--date-order", dateOrder?.rawValue),
            ("--time-zone", timeZone?.name), ("--time-year", timeYear?.description),
            ("--time", timeIdentity ?? defaultTime?.description),
            ("--order", orderBase?.description),
            ("--decimal", decimalComma.map { $0 ? "comma" : "point" }),
            ("--encoding", encoding?.rawValue), ("--input-format", format?.argument),
            ("--header", hasHeader.map { $0 ? "yes" : "no" }),
            ("--quote", isQuoted.map { $0 ? "double" : "none" }),
            ("--null", nullWords?.joined(separator: ",")), ("--trim", trims ? nil : "no"),
            ("--list-separator", listSeparator),
            ("--drop-repeats", cleaning.repeatWindow?.description),
            ("--max-burst", cleaning.burst.map { "\($0.count)/\($0.window)" }),
            ("--count-repeats", countsRepeats ? "yes" : nil),
        ]
        return parts.compactMap { part in part.value.map { "\(part.flag) \($0)" } }
    }
}
