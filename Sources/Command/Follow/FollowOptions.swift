import ArgumentParser
import Foundation
import Ingest
import Interest

/// What is followed, and how it is read.
struct FollowOptions: ParsableArguments {
    @Argument(
        help: ArgumentHelp(
            "A MongoDB URI, a file of JSON Lines that grows, - for standard input, or the name of "
                + "a source that was added.", valueName: "source"))
    var source: String

    @Option(help: "The source's database. (default: the one in the URI)")
    var sourceDatabase: String?

    @Option(help: "The source's collection.")
    var collection: String?

    @Flag(help: "The documents hold items (title, categories, labels) and not behaviors.")
    var items = false

    @OptionGroup var layout: FormatOptions

    /// Whether the source is a MongoDB server.
    var isCollection: Bool { source.contains("://") }

    /// The words that define the source, as they would be typed.
    var words: [String] {
        var words = [isCollection || source == "-" ? source : URL(fileURLWithPath: source).path]
        if let sourceDatabase { words += ["--source-database", sourceDatabase] }
        if let collection { words += ["--collection", collection] }
        if items { words.append("--items") }
        words += layout.given
        if layout.times.timeUnit != .guessed {
            words += ["--time-unit", layout.times.timeUnit.rawValue]
        }
        if let decimal = layout.text.decimal { words += ["--decimal", decimal.rawValue] }
        if let rejects = layout.rejects {
            words += ["--rejects", URL(fileURLWithPath: rejects).path]
        }
        return words
    }
}

/// A source, and how it is read: what the words of a record, or of the command line, mean.
struct FollowPlan: Sendable {
    /// Where it is.
    enum Place: Sendable {
        case collection(uri: String, database: String, name: String)
        case file(String)
        case standardInput
    }

    let place: Place
    let kind: DocumentReader.Kind
    let options: ImportOptions
    let rejectsPath: String?
    /// What it is called unless the user says something else.
    let usualName: String

    /// Throws a sentence where the words make no sense.
    init(words: [String]) throws {
        let parsed: FollowOptions
        do {
            parsed = try FollowOptions.parse(words)
        } catch {
            throw Failure(FollowOptions.message(for: error))
        }
        try self.init(parsed)
    }

    init(_ follow: FollowOptions) throws {
        let layout = follow.layout
        options = try layout.importOptions()
        kind = follow.items ? .items : .behaviors
        rejectsPath = layout.rejects
        try Self.refuseColumns(layout)
        if follow.isCollection {
            let uri = follow.source
            guard uri.hasPrefix("mongodb://") || uri.hasPrefix("mongodb+srv://") else {
                throw ValidationError(
                    "invalid source: expected mongodb://…, a file, or - for standard input.")
            }
            guard let collection = follow.collection else {
                throw ValidationError("Name the collection to follow: --collection orders.")
            }
            guard let database = follow.sourceDatabase ?? Self.database(in: uri) else {
                throw ValidationError(
                    "Name the source's database: --source-database shop, or mongodb://host/shop.")
            }
            guard options.names["event"] == nil else {
                throw ValidationError(
                    "The event ids of a collection are made of _id: leave event out of --map.")
            }
            place = .collection(uri: uri, database: database, name: collection)
            usualName = collection
        } else {
            guard follow.collection == nil, follow.sourceDatabase == nil else {
                throw ValidationError(
                    "--collection and --source-database belong to a source mongodb://…")
            }
            if follow.source == "-" {
                place = .standardInput
                usualName = "stdin"
            } else {
                place = .file(follow.source)
                usualName =
                    URL(fileURLWithPath: follow.source).deletingPathExtension()
                    .lastPathComponent
            }
        }
    }

    /// What documents, which have no columns and come one by one, cannot have.
    private static func refuseColumns(_ layout: FormatOptions) throws {
        let flags: [(flag: String, isGiven: Bool)] = [
            ("--columns", layout.columns != nil), ("--header", layout.header != nil),
            ("--input-format", layout.inputFormat != nil && layout.inputFormat != .jsonLines),
            ("--quote", layout.text.quote != nil), ("--null", layout.text.null != nil),
            ("--encoding", layout.text.encoding != nil),
            ("--count-repeats", layout.text.countRepeats),
            ("--drop-repeats", layout.cleaning.dropRepeats != nil),
            ("--max-burst", layout.cleaning.maxBurst != nil),
            ("--normalize max", layout.cleaning.normalize == "max"),
            ("--max-errors", layout.maxErrors != nil),
        ]
        guard let first = flags.first(where: \.isGiven) else { return }
        throw ValidationError(
            "\(first.flag) is for ebb import: a source that is followed has JSON documents and no "
                + "end.")
    }

    /// The database that the path of a URI names.
    private static func database(in uri: String) -> String? {
        guard let start = uri.range(of: "://")?.upperBound,
            let slash = uri[start...].firstIndex(of: "/")
        else { return nil }
        let path = uri[uri.index(after: slash)...].prefix { $0 != "?" }
        return path.isEmpty ? nil : path.removingPercentEncoding ?? String(path)
    }

    /// Throws where a name cannot begin event ids.
    static func check(name: String) throws {
        let letters = name.allSatisfy {
            $0.isASCII && ($0.isLetter || $0.isNumber || "._-".contains($0))
        }
        guard 1...64 ~= name.utf8.count, letters else {
            throw ValidationError(
                "invalid name \"\(name)\": expected 1 to 64 letters, digits, points and dashes. "
                    + "Give one by --name.")
        }
    }
}
