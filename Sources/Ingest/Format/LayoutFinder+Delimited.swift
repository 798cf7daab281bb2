extension LayoutFinder {
    /// The layout of a file in columns.
    func delimited(
        by delimiter: String, _ sample: Sample
    ) throws(ImportError) -> (Layout, Detection) {
        let bytes = Array(delimiter.utf8)
        let quotes =
            options.isQuoted
            ?? (bytes == [0x2C] || bytes == [0x3B] || sample.hasQuotes(bytes))
        var shape = DelimitedShape(delimiter: bytes, isQuoted: quotes && bytes.count == 1)
        shape.trims = options.trims && delimiter != " "
        shape.nulls = NullWords(options.nullWords ?? NullWords.usual)
        let table = SampleTable(sample.records(shape), shape)
        if let films = films(table, delimiter, &shape) { return films }
        if noun == BehaviorShape.noun, options.columns == nil, options.names.isEmpty,
            SnowplowLine.areThey(table)
        {
            // Which events are taken follows the action map, as for Snowplow's JSON.
            let actions =
                options.actionNames.isEmpty ? Dialect.snowplow.actions ?? [:] : options.actionNames
            let event = SnowplowLine(shape, kinds: actions.keys.sorted() + Dialect.ownActions)
            return (
                .snowplow(Shared(event)),
                detection(.delimited(by: delimiter), .snowplow)
            )
        }
        let first = table.rows.first ?? []
        let movieLens = MovieLensShape(names: names, given: given, options: options)
        var finder = ColumnFinder(
            source: source.name, names: names, given: given, options: options)
        let isHeader =
            options.hasHeader ?? finder.isHeader(first)
        var dialect: Dialect?
        if isHeader ? movieLens.isHeader(first) : movieLens.areRatings(table) {
            let isFive = isHeader ? movieLens.isExact(first) : !movieLens.exceedsFive(table)
            dialect = isFive ? .movieLens : .ratings
            finder = movieLens.finder(source.name, isHeader: isHeader)
        }
        if noun == ItemShape.noun, isHeader, ItemProperties.areRetailRocket(first) {
            dialect = .retailRocketItems
        }
        finder.table = isHeader ? table.body : table
        finder.event = { eventMeaning($0, hasAction: $1) }
        shape.columns = try finder.columns(header: isHeader ? first : nil)
        var notes = finder.notes
        for (column, field) in shape.columns.enumerated() {
            guard let field, names.isID(field), let example = finder.table.fraction(column) else {
                continue
            }
            shape.fractions |= 1 << field
            notes.append(
                "ids such as \(example) are read as whole numbers: \(example.prefix { $0 != "." })")
        }
        return (
            .delimited(Shared(shape)), detection(delimiter, dialect, isHeader, shape, first, notes)
        )
    }

    /// MovieLens' films, which need no flags.
    private func films(
        _ table: SampleTable, _ delimiter: String, _ shape: inout DelimitedShape
    ) -> (Layout, Detection)? {
        guard noun == ItemShape.noun, options.columns == nil, options.names.isEmpty,
            options.hasHeader != true,
            let dialect = MovieLensCatalog.dialect(table, delimiter)
        else { return nil }
        if dialect == .movieLensItems {
            shape.columns = MovieLensCatalog.itemColumns(names)
            if let column = shape.columns.lastIndex(where: { $0 != nil }),
                let field = shape.columns[column]
            {
                shape.flags = (column, field)
            }
        } else {
            shape.columns = ["id", "title", "categories"].map { names.names.firstIndex(of: $0) }
        }
        return (.delimited(Shared(shape)), detection(delimiter, dialect, false, shape, [], []))
    }

    private func detection(
        _ delimiter: String, _ dialect: Dialect?, _ isHeader: Bool, _ shape: DelimitedShape,
        _ first: [String], _ notes: [String]
    ) -> Detection {
        detection(
            .delimited(by: delimiter), dialect, hasHeader: isHeader,
            columns: shape.columns.enumerated().compactMap { index, field in
                field.map { .init(number: index + 1, field: names.names[$0]) }
            },
            ignored: shape.columns.enumerated().compactMap { index, field in
                guard field == nil else { return nil }
                return isHeader && index < first.count ? first[index] : "column \(index + 1)"
            },
            notes: notes)
    }
}

extension FieldNames {
    /// Whether a field is an id of a user, an item or an event.
    func isID(_ field: Int) -> Bool { ["id", "user", "item", "event"].contains(names[field]) }
}
