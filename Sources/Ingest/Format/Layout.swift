/// How the lines of one file become tokens.
enum Layout: Sendable {
    case json(JSONKeys)
    case delimited(DelimitedShape)

    /// The fields of a line.
    func fields(_ line: Span<UInt8>) throws(Fault) -> Tokens {
        switch self {
        case .json(let keys):
            var scanner = JSONLine(line)
            return try scanner.fields(line, keys)
        case .delimited(let shape): return try shape.fields(line)
        }
    }

    var isQuoted: Bool {
        if case .delimited(let shape) = self { shape.isQuoted } else { false }
    }
}

/// Finds the layout of a file from its first bytes and what the caller said.
struct LayoutFinder {
    let source: String
    let noun: String
    let names: FieldNames
    let given: Set<Int>
    let options: ImportOptions
    let sample: Sample

    func find(isCompressed: Bool) throws(ImportError) -> (Layout, Detection) {
        for field in options.names.keys.sorted() where !names.names.contains(field) {
            throw unknownField(field)
        }
        guard !sample.lines.isEmpty else {
            return (.json(keys()), detection(nil, isCompressed))
        }
        switch try format() {
        case .jsonLines: return (.json(keys()), detection(.jsonLines, isCompressed))
        case .delimited(let delimiter):
            let (shape, header) = try shape(Array(delimiter.utf8))
            let detected = Detection(
                format: .delimited(by: delimiter), isCompressed: isCompressed,
                hasHeader: header != nil,
                columns: shape.columns.enumerated().compactMap { index, field in
                    field.map { .init(number: index + 1, field: names.names[$0]) }
                },
                ignored: shape.columns.enumerated().compactMap { index, field in
                    field == nil ? header?[index] ?? "column \(index + 1)" : nil
                })
            return (.delimited(shape), detected)
        }
    }

    private func detection(_ format: ImportFormat?, _ isCompressed: Bool) -> Detection {
        Detection(
            format: format, isCompressed: isCompressed, hasHeader: false, columns: [], ignored: [])
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

    private func format() throws(ImportError) -> ImportFormat {
        if let format = options.format { return format }
        let first = sample.lines.first ?? []
        if Sample.opening(of: first) == UInt8(ascii: "[") {
            throw ImportError(
                .formatUnknown,
                "\(source) holds a JSON array, which is not read: "
                    + "write one object a line (jq -c '.[]' FILE)")
        }
        if first.starts(with: [0xFF, 0xFE]) || first.starts(with: [0xFE, 0xFF]) {
            throw ImportError(
                .formatUnknown,
                "\(source) is UTF-16: convert it to UTF-8 (iconv -f UTF-16 -t UTF-8)")
        }
        guard let format = sample.format(columnCount: options.columns?.count) else {
            throw ImportError(
                .formatUnknown,
                "the format of \(source) cannot be told from its first lines: "
                    + "say which it is (jsonl, csv, tsv or a delimiter)")
        }
        return format
    }

    /// The shape, and the header's names where there is one.
    private func shape(
        _ delimiter: [UInt8]
    ) throws(ImportError) -> (DelimitedShape, header: [String]?) {
        let quotes =
            options.isQuoted
            ?? (delimiter == [0x2C] || delimiter == [0x3B] || sample.hasQuotes(delimiter))
        var shape = DelimitedShape(
            delimiter: delimiter, isQuoted: quotes && delimiter.count == 1)
        let first = cells(sample.lines[0], shape)
        let columns = ColumnFinder(source: source, names: names, given: given, options: options)
        let isHeader = options.hasHeader ?? columns.isHeader(first)
        shape.columns = try columns.columns(header: isHeader ? first : nil)
        return (shape, isHeader ? first : nil)
    }

    private func cells(_ line: [UInt8], _ shape: DelimitedShape) -> [String] {
        var cells: [String] = []
        let span = line.span
        _ = try? shape.forEachColumn(span) { _, token in
            cells.append(String(decoding: line[token.start..<token.end], as: UTF8.self))
        }
        return cells
    }

    private func unknownField(_ name: String) -> ImportError {
        ImportError(
            .fieldsUnknown,
            "\"\(name)\" is no field of \(noun): known are \(names.names.joined(separator: ", "))")
    }
}
