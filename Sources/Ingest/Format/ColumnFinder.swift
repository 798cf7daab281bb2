/// Finds which column of a delimited file is which field.
struct ColumnFinder {
    let source: String
    let names: FieldNames
    /// Fields that options stand in for.
    let given: Set<Int>
    let options: ImportOptions

    /// Whether a first line looks like a header: two of its columns have a known name.
    func isHeader(_ cells: [String]) -> Bool {
        cells.count { field(of: $0) != nil } >= 2
    }

    /// The field of each column.
    func columns(header: [String]?) throws(ImportError) -> [Int?] {
        guard let cells = options.columns ?? header else {
            throw ImportError(
                .fieldsUnknown,
                "\(source) has no header that names its columns: say what they are "
                    + "(--columns \(names.names.joined(separator: ",")); - leaves one out)")
        }
        if let columns = options.columns { try refuseUnknown(columns) }
        try refuseMissing(cells)
        var columns = cells.map(field(of:))
        // An item's `title` beside its `name`: the field's own name goes before an alias.
        for field in names.fields.indices {
            try settle(field, cells, &columns)
        }
        try refuseNeeded(columns)
        return columns
    }

    /// The field that a column's name stands for: first by the caller's names, then the usual.
    private func field(of cell: String) -> Int? {
        if let name = options.names.first(where: { $0.value == cell })?.key {
            return names.names.firstIndex(of: name)
        }
        guard let field = names.index(of: cell), options.names[names.names[field]] == nil else {
            return nil
        }
        return field
    }

    private func settle(
        _ field: Int, _ cells: [String], _ columns: inout [Int?]
    ) throws(ImportError) {
        let places = columns.indices.filter { columns[$0] == field }
        guard places.count > 1 else { return }
        let exact = places.filter {
            cells[$0].lowercased() == names.names[field] || options.names.values.contains(cells[$0])
        }
        guard exact.count == 1 else {
            let numbers = places.map { String($0 + 1) }.joined(separator: " and ")
            throw ImportError(
                .fieldsUnknown,
                "columns \(numbers) of \(source) both give the \(names.names[field]): "
                    + "say which counts (--map \(names.names[field])=NAME)")
        }
        for place in places where place != exact[0] { columns[place] = nil }
    }

    private func refuseUnknown(_ columns: [String]) throws(ImportError) {
        for cell in columns where cell != "-" && field(of: cell) == nil {
            throw ImportError(
                .fieldsUnknown,
                "\"\(cell)\" is no field: known are \(names.names.joined(separator: ", ")), "
                    + "and - leaves a column out")
        }
    }

    private func refuseMissing(_ cells: [String]) throws(ImportError) {
        for (field, name) in options.names.sorted(by: { $0.key < $1.key })
        where !cells.contains(name) {
            throw ImportError(
                .fieldsUnknown,
                "\(source) has no column \"\(name)\" for the \(field): it has "
                    + cells.joined(separator: ", "))
        }
    }

    private func refuseNeeded(_ columns: [Int?]) throws(ImportError) {
        for (index, field) in names.fields.enumerated()
        where field.isNeeded && !given.contains(index) && !columns.contains(index) {
            let remedy =
                field.name == "action"
                ? "say which action each is (--action NAME), or which column has it"
                : "say which column it is (--map \(field.name)=NAME or --columns)"
            throw ImportError(
                .fieldsUnknown, "no column of \(source) gives the \(field.name): \(remedy)")
        }
    }
}
