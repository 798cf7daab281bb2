/// Finds which column of a delimited file is which field.
struct ColumnFinder {
    let source: String
    let names: FieldNames
    /// Fields that options stand in for.
    let given: Set<Int>
    let options: ImportOptions
    /// The first records behind the header.
    var table = SampleTable([], DelimitedShape(delimiter: [0x2C], isQuoted: true))
    /// What a column called `event` is, by its values and by whether another is the action.
    var event: (_ values: [String], _ hasAction: Bool) -> EventMeaning = { _, _ in .id }
    /// What was decided that a person should know.
    private(set) var notes: [String] = []

    init(source: String, names: FieldNames, given: Set<Int>, options: ImportOptions) {
        self.source = source
        self.names = names
        self.given = given
        self.options = options
    }

    /// Whether a first line looks like a header: two of its columns, or the only one, have a known
    /// name.
    func isHeader(_ cells: [String]) -> Bool {
        let labels = Set(options.labelColumns.map(\.name))
        let known = cells.count { field(of: $0) != nil || labels.contains($0) }
        return known >= min(2, max(1, cells.count))
    }

    /// The field of each column.
    mutating func columns(header: [String]?) throws(ImportError) -> [Int?] {
        guard let cells = options.columns ?? header else {
            throw ImportError(
                .fieldsUnknown,
                "\(source) has no header that names its columns: say what they are "
                    + "(--columns \(names.names.joined(separator: ",")); - leaves one out)")
        }
        if let columns = options.columns { try refuseUnknown(columns) }
        try refuseMissing(cells)
        var columns = cells.map(field(of:))
        if options.columns == nil { judge(cells, &columns) }
        // An item's `title` beside its `name`: the nearest name goes before the others.
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

    private func isMapped(_ cell: String) -> Bool { options.names.values.contains(cell) }

    /// Takes columns back whose name says one thing and whose values another.
    private mutating func judge(_ cells: [String], _ columns: inout [Int?]) {
        let action = names.names.firstIndex(of: "action")
        for (column, cell) in cells.enumerated() where !isMapped(cell) {
            guard let field = columns[column] else { continue }
            let values = table.values(column)
            switch names.names[field] {
            case "event" where FieldNames.plain(cell) == "event":
                let meaning = event(values, action.map { columns.contains($0) } ?? true)
                guard meaning != .id else { continue }
                columns[column] = meaning == .action ? action : nil
                notes.append(LayoutFinder.note(meaning))
            case "value"
            where !names.names.contains("property") && !values.isEmpty
                && !values.contains(where: Self.isNumber):
                columns[column] = nil
                notes.append("\"\(cell)\" is not read as the value: it holds no number")
            case "action" where noun == ItemShape.noun && !ItemAction.areActions(values, of: cell):
                columns[column] = nil
            default: break
            }
        }
        if noun == ItemShape.noun { ItemProperties.judge(&columns, names) }
    }

    private var noun: String { names.names.first == "id" ? ItemShape.noun : BehaviorShape.noun }

    private static func isNumber(_ text: String) -> Bool {
        let first = text.utf8.first { $0 != UInt8(ascii: "-") && $0 != UInt8(ascii: "+") } ?? 0
        return 0x30...0x39 ~= first || ["nan", "inf"].contains(text.lowercased().prefix(3))
            || text.lowercased().hasPrefix("-inf")
    }

    private func settle(
        _ field: Int, _ cells: [String], _ columns: inout [Int?]
    ) throws(ImportError) {
        let places = columns.indices.filter { columns[$0] == field }
        guard places.count > 1 else { return }
        var best = places.filter { isMapped(cells[$0]) }
        if best.isEmpty {
            let fitting = names.names[field] == "time" ? places.filter(holdsTimes) : places
            let places = fitting.isEmpty ? places : fitting
            let ranks = places.map { names.rank(of: cells[$0], in: field) }
            best = places.enumerated().filter { ranks[$0.offset] == ranks.min() }.map(\.element)
        }
        guard best.count == 1 else {
            let numbers = places.map { String($0 + 1) }.joined(separator: " and ")
            throw ImportError(
                .fieldsUnknown,
                "columns \(numbers) of \(source) both give the \(names.names[field]): "
                    + "say which counts (--map \(names.names[field])=NAME)")
        }
        for place in places where place != best[0] { columns[place] = nil }
    }

    /// Whether a column has times in it, and not only a name like one.
    private func holdsTimes(_ column: Int) -> Bool {
        let reader = TimeReader(options)
        return table.values(column).prefix(20).contains { value in
            let bytes = Array(value.utf8)
            let token = Token(form: .text, start: 0, end: bytes.count)
            return (try? reader.time(token, bytes.span)) != nil
        }
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
                switch field.name {
                case "action":
                    "say which action each is (--action NAME), or which column has it"
                case "time":
                    "say which column it is (--map time=NAME or --columns), or what stands in for "
                        + "it (--time now, --time 2024-01-31, or --order NAME for a column that "
                        + "numbers what came first)"
                default: "say which column it is (--map \(field.name)=NAME or --columns)"
                }
            throw ImportError(
                .fieldsUnknown, "no column of \(source) gives the \(field.name): \(remedy)")
        }
    }
}
