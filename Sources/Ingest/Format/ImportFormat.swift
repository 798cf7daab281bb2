/// How a file is laid out.
public enum ImportFormat: Hashable, Sendable {
    /// One JSON object a line.
    case jsonLines
    /// A JSON array, or JSON objects each printed over several lines.
    case json
    /// Columns, separated by one byte or several.
    case delimited(by: String)

    /// Takes `jsonl`, `json`, `csv`, `tsv`, or a delimiter (`::`, `|`); nil for anything with
    /// letters or digits or quotes in it, which is no delimiter but a mistake.
    public init?(_ name: String) {
        switch name.lowercased() {
        case "jsonl", "ndjson", "json-lines": self = .jsonLines
        case "json": self = .json
        case "csv": self = .delimited(by: ",")
        case "tsv", "tab", "\\t": self = .delimited(by: "\t")
        default:
            let isDelimiter = name.unicodeScalars.allSatisfy {
                !$0.properties.isAlphabetic && !("0"..."9" ~= $0)
                    && !"\"\r\n".unicodeScalars.contains($0)
            }
            guard !name.isEmpty, isDelimiter else { return nil }
            self = .delimited(by: name)
        }
    }
}

extension ImportFormat {
    /// The name or delimiter by which it is read again.
    var argument: String {
        switch self {
        case .jsonLines: "jsonl"
        case .json: "json"
        case .delimited(","): "csv"
        case .delimited("\t"): "tsv"
        case .delimited(let delimiter): delimiter
        }
    }
}

/// What a file turned out to be, told before anything is written.
public struct Detection: Hashable, Sendable, CustomStringConvertible {
    /// The format, nil where the source is empty.
    public let format: ImportFormat?
    /// How it is compressed, nil where it is not.
    public let compression: Compression?
    /// Whose conventions it follows, nil where only ours.
    public let dialect: Dialect?
    /// Whether the first line names the columns.
    public let hasHeader: Bool
    /// Which column (from 1) is which field, in order of the columns; of JSON none.
    public let columns: [Column]
    /// Columns that are not read.
    public let ignored: [String]
    /// How its letters are written, nil where that is UTF-8.
    public var encoding: TextEncoding?
    /// What it is packed in, beside gzip and zstd; nil where it is not.
    public var container: Container?
    /// What a person should know about how it is read: a sentence each.
    public var notes: [String] = []

    /// A column that is read.
    public struct Column: Hashable, Sendable {
        /// From 1.
        public let number: Int
        /// The field it is.
        public let field: String
    }

    /// One line for a person: `gzip, columns separated by "::": 1 user, 2 item, …`.
    public var description: String {
        let coding = compression.map { "\($0.rawValue), " } ?? ""
        let packing = container.map { "\($0.rawValue), " } ?? ""
        let letters = encoding.map { "\($0.rawValue), " } ?? ""
        return packing + coding + letters + shape + (dialect.map { ", \($0.rawValue)" } ?? "")
    }

    private var shape: String {
        switch format {
        case nil: return "nothing in it"
        case .jsonLines: return "JSON Lines"
        case .json: return "JSON"
        case .delimited(let delimiter):
            let name = delimiter == "\t" ? "tabs" : "\"\(delimiter)\""
            let header = hasHeader ? ", with a header" : ""
            let list = columns.map { "\($0.number) \($0.field)" }.joined(separator: ", ")
            let rest = ignored.isEmpty ? "" : "; not read: " + ignored.joined(separator: ", ")
            return "columns separated by \(name)\(header): \(list)\(rest)"
        }
    }
}
