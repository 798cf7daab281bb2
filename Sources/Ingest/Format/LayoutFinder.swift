/// Finds the layout of a file by its first bytes and the caller's options.
struct LayoutFinder {
    let source: ImportSource
    let noun: String
    let names: FieldNames
    let metarank: MetarankNames
    let given: Set<Int>
    let options: ImportOptions
    let compression: Compression?
    let encoding: TextEncoding?

    /// The format, by the raw first lines.
    func format(_ sample: Sample) throws(ImportError) -> ImportFormat? {
        for field in options.names.keys.sorted() where !names.names.contains(field) {
            throw ImportError(
                .fieldsUnknown,
                "\"\(field)\" is no field of \(noun): known are "
                    + names.names.joined(separator: ", "))
        }
        // An array may begin with an element that is longer than a line may be.
        if options.format == .json || options.format == nil && sample.isArray { return .json }
        guard !sample.lines.isEmpty else { return nil }
        if let format = options.format { return format }
        let found = sample.format(columnCount: options.columns?.count)
        // A list of items to be removed needs no more than their ids.
        guard let format = found ?? (options.removesItems ? .delimited(by: ",") : nil) else {
            throw ImportError(
                .formatUnknown,
                "the format of \(source.name) cannot be recognized by its first lines: "
                    + "say which it is (jsonl, json, csv, tsv or a delimiter)")
        }
        return format
    }

    /// The layout, by the parsed first lines.
    func find(
        _ format: ImportFormat?, _ sample: Sample
    ) throws(ImportError) -> (Layout, Detection) {
        switch format {
        case .delimited(let delimiter) where !sample.lines.isEmpty:
            return try delimited(by: delimiter, sample)
        default: return try json(format, sample)
        }
    }

    func detection(
        _ format: ImportFormat?, _ dialect: Dialect?, hasHeader: Bool = false,
        columns: [Detection.Column] = [], ignored: [String] = [], notes: [String] = []
    ) -> Detection {
        Detection(
            format: format, compression: compression, dialect: dialect, hasHeader: hasHeader,
            columns: columns, ignored: ignored, encoding: encoding, notes: notes)
    }

    /// The meaning of a column or key called `event`, by its values.
    func eventMeaning(_ values: [String], hasAction: Bool) -> EventMeaning {
        EventMeaning(
            values, hasAction: hasAction,
            isGiven: names.names.firstIndex(of: "action").map(given.contains) ?? true,
            known: Set(options.actionNames.keys))
    }
}
