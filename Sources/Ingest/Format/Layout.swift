/// How the lines of one file become tokens.
enum Layout: Sendable {
    case json(JSONKeys)
    case metarank(MetarankEvent)
    case delimited(DelimitedShape)

    /// The fields of a line, nil where it is about something else.
    func fields(_ line: Span<UInt8>) throws(Fault) -> Tokens? {
        switch self {
        case .json(let keys):
            var scanner = JSONLine(line)
            return try scanner.fields(line, keys)
        case .metarank(let event): return try event.fields(line)
        case .delimited(let shape): return try shape.fields(line)
        }
    }
}

/// Finds the layout of a file from its first bytes and what the caller said.
struct LayoutFinder {
    let source: String
    let noun: String
    let names: FieldNames
    let metarank: MetarankNames
    let given: Set<Int>
    let options: ImportOptions
    let compression: Compression?

    /// The format, by the first lines as they stand.
    func format(_ sample: Sample) throws(ImportError) -> ImportFormat? {
        for field in options.names.keys.sorted() where !names.names.contains(field) {
            throw unknownField(field)
        }
        // An array may begin with an element that is longer than a line may be.
        if options.format == .json || options.format == nil && sample.isArray { return .json }
        guard let first = sample.lines.first else { return nil }
        if let format = options.format { return format }
        if first.starts(with: [0xFF, 0xFE]) || first.starts(with: [0xFE, 0xFF]) {
            throw ImportError(
                .formatUnknown,
                "\(source) is UTF-16: convert it to UTF-8 (iconv -f UTF-16 -t UTF-8)")
        }
        guard let format = sample.format(columnCount: options.columns?.count) else {
            throw ImportError(
                .formatUnknown,
                "the format of \(source) cannot be told from its first lines: "
                    + "say which it is (jsonl, json, csv, tsv or a delimiter)")
        }
        return format
    }

    /// The layout, by the first lines as they are read.
    func find(
        _ format: ImportFormat?, _ sample: Sample
    ) throws(ImportError) -> (Layout, Detection) {
        switch format {
        case .delimited(let delimiter) where !sample.lines.isEmpty:
            return try delimited(by: delimiter, sample)
        case nil: return (.json(keys()), detection(nil, nil))
        default:
            let dialect = jsonDialect(sample)
            let layout =
                dialect == .metarank
                ? Layout.metarank(MetarankEvent(metarank, names, renamed: options.names))
                : Layout.json(keys())
            return (layout, detection(format, dialect))
        }
    }

    private func detection(_ format: ImportFormat?, _ dialect: Dialect?) -> Detection {
        Detection(
            format: format, compression: compression, dialect: dialect, hasHeader: false,
            columns: [], ignored: [])
    }

    private func jsonDialect(_ sample: Sample) -> Dialect? {
        if sample.lines.count(where: MetarankEvent.isOne) * 2 > sample.lines.count {
            return .metarank
        }
        let gorse = JSONKeys([("UserId", 0), ("ItemId", 1)])
        let isGorse = sample.lines.contains { line in
            var scanner = JSONLine(line.span)
            guard let tokens = try? scanner.fields(line.span, gorse) else { return false }
            return tokens[0].form != .absent || tokens[1].form != .absent
        }
        return isGorse ? .gorse : nil
    }

    private func keys() -> JSONKeys {
        var keys: [(name: String, field: Int)] = []
        for (index, field) in names.fields.enumerated() {
            if let name = options.names[field.name] {
                keys.append((name, index))
            } else {
                keys += ([field.name] + field.aliases)
                    .filter { !options.names.values.contains($0) }.map { ($0, index) }
            }
        }
        return JSONKeys(keys)
    }

    private func unknownField(_ name: String) -> ImportError {
        ImportError(
            .fieldsUnknown,
            "\"\(name)\" is no field of \(noun): known are \(names.names.joined(separator: ", "))")
    }
}

extension LayoutFinder {
    private func delimited(
        by delimiter: String, _ sample: Sample
    ) throws(ImportError) -> (Layout, Detection) {
        let bytes = Array(delimiter.utf8)
        let quotes =
            options.isQuoted
            ?? (bytes == [0x2C] || bytes == [0x3B] || sample.hasQuotes(bytes))
        var shape = DelimitedShape(delimiter: bytes, isQuoted: quotes && bytes.count == 1)
        let first = cells(sample.lines[0], shape)
        let movieLens = MovieLensShape(names: names, given: given, options: options)
        var finder = ColumnFinder(source: source, names: names, given: given, options: options)
        let isHeader = options.hasHeader ?? finder.isHeader(first)
        var dialect: Dialect?
        if isHeader ? movieLens.isHeader(first) : movieLens.areRatings(sample, shape) {
            dialect = .movieLens
            finder = movieLens.finder(source, isHeader: isHeader)
        }
        shape.columns = try finder.columns(header: isHeader ? first : nil)
        let detected = Detection(
            format: .delimited(by: delimiter), compression: compression, dialect: dialect,
            hasHeader: isHeader,
            columns: shape.columns.enumerated().compactMap { index, field in
                field.map { .init(number: index + 1, field: names.names[$0]) }
            },
            ignored: shape.columns.enumerated().compactMap { index, field in
                field == nil ? (isHeader ? first[index] : "column \(index + 1)") : nil
            })
        return (.delimited(shape), detected)
    }

    private func cells(_ line: [UInt8], _ shape: DelimitedShape) -> [String] {
        var cells: [String] = []
        let span = line.span
        _ = try? shape.forEachColumn(span) { _, token in
            cells.append(String(decoding: line[token.start..<token.end], as: UTF8.self))
        }
        return cells
    }
}
