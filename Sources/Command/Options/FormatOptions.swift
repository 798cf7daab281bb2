public import ArgumentParser
public import Ingest
import Interest

/// How a file is laid out, where looking at it does not tell.
struct FormatOptions: ParsableArguments {
    @Option(
        help: """
            The files' format: jsonl, json (an array, or objects over several lines), csv, tsv, \
            or a delimiter such as ::. (default: by looking)
            """)
    var inputFormat: ImportFormat?

    @Option(
        help: "What the columns are, in order: user,item,value,time; - for one not wanted.")
    var columns: String?

    @Flag(
        inversion: .prefixedNo,
        help: "Whether the first line names the columns. (default: by looking)")
    var header: Bool?

    @Option(
        name: .customLong("map"),
        help: """
            What fields are called in this file: user=visitorid,item=itemid. Of JSON also a way: \
            item=properties.product_id, or item=items[].id for a behavior each.
            """)
    var names: String?

    @Option(help: "The action of behaviors that say none.")
    var action: String?

    @Option(help: "The value of behaviors that say none.")
    var value: Double?

    @Option(help: "What actions of the file are called here: view=browse,transaction=purchase.")
    var actionMap: String?

    @Option(help: "Stop after this many bad lines. (default: never)")
    var maxErrors: Int?

    @Option(help: "Keep every bad line as it stood in this new file, to mend and import again.")
    var rejects: String?

    @OptionGroup(title: "Times") var times: TimeOptions
    @OptionGroup(title: "Text") var text: TextOptions
    @OptionGroup(title: "Cleaning") var cleaning: CleaningOptions

    /// The flags that were typed and name fields or actions, for a command that repeats them.
    var given: [String] {
        let valued: [(flag: String, value: String?)] = [
            ("--columns", columns), ("--map", names), ("--action", action),
            ("--value", value.map { "\($0)" }), ("--action-map", actionMap),
            ("--normalize", cleaning.normalize), ("--time-format", times.timeFormat),
            ("--date-order", times.dateOrder?.rawValue), ("--time-zone", times.timeZone),
            ("--time-year", times.timeYear?.description), ("--time", times.time),
            ("--order", times.order), ("--encoding", text.encoding?.rawValue),
            ("--null", text.null), ("--list-separator", text.listSeparator),
        ]
        var words: [String] = []
        for (flag, value) in valued {
            if let value { words += [flag, value] }
        }
        if let header { words.append(header ? "--header" : "--no-header") }
        if text.countRepeats { words.append("--count-repeats") }
        return words
    }

    /// The importer's options.
    func importOptions() throws -> ImportOptions {
        var options = ImportOptions()
        options.format = inputFormat
        options.columns = columns?.split(separator: ",", omittingEmptySubsequences: false)
            .map { $0.trimmed }
        options.names = try pairs(names, flag: "--map")
        options.hasHeader = header
        try times.set(&options)
        try text.set(&options)
        if let action { options.defaultAction = try Action(action) }
        if let value {
            guard value.isFinite else { throw ValidationError("--value must be a number.") }
            options.defaultValue = value
        }
        for (name, action) in try pairs(actionMap, flag: "--action-map") {
            options.actionNames[name] = try Action(action)
        }
        options.cleaning = try cleaning.cleaning()
        if let maxErrors {
            guard maxErrors >= 0 else {
                throw ValidationError("--max-errors must not be negative.")
            }
            options.rejectsMax = maxErrors
        }
        return options
    }

    private func pairs(_ text: String?, flag: String) throws -> [String: String] {
        var pairs: [String: String] = [:]
        for part in text?.split(separator: ",") ?? [] {
            let sides = part.split(separator: "=", maxSplits: 1).map(\.trimmed)
            guard sides.count == 2, pairs.updateValue(sides[1], forKey: sides[0]) == nil else {
                throw ValidationError("\(flag) takes name=name pairs with commas between: \(part)")
            }
        }
        return pairs
    }
}

extension Substring {
    fileprivate var trimmed: String {
        String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }
}

extension ImportFormat: ExpressibleByArgument {
    /// Reads `jsonl`, `json`, `csv`, `tsv` or a delimiter.
    public init?(argument: String) { self.init(argument) }
}

extension TimeUnit: ExpressibleByArgument {}
