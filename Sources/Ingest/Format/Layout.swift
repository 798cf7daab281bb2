/// How the lines of one file become tokens.
enum Layout: Sendable {
    case json(JSONShape)
    case metarank(MetarankEvent)
    case delimited(DelimitedShape)

    /// The fields of a line, nil where it is about something else.
    func fields(_ line: Span<UInt8>) throws(Fault) -> Tokens? {
        switch self {
        case .json(let shape): return try shape.fields(line)
        case .metarank(let event): return try event.fields(line)
        case .delimited(let shape): return try shape.fields(line)
        }
    }

    /// The field that a column, by its place, or a key is read as; nil for one that is not read.
    func field(of name: String, at place: Int?) -> Int? {
        switch self {
        case .json(let shape): return shape.field(of: name)
        case .metarank: return nil
        case .delimited(let shape):
            guard let place, shape.columns.indices.contains(place) else { return nil }
            return shape.columns[place]
        }
    }

    /// What finds the fields of several records in a line, nil where a line is one record.
    var multiple: JSONShape? {
        if case .json(let shape) = self, shape.isMultiple { shape } else { nil }
    }
}
