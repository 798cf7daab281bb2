/// How the lines of one file become tokens.
enum Layout: Sendable {
    case json(Shared<JSONShape>)
    case metarank(Shared<MetarankEvent>)
    case delimited(Shared<DelimitedShape>)
    case snowplow(Shared<SnowplowLine>)

    /// The fields of a line, nil where it is about something else.
    func fields(_ line: Span<UInt8>) throws(Fault) -> Tokens? {
        switch self {
        case .json(let shape): return try shape.value.fields(line)
        case .metarank(let event): return try event.value.fields(line)
        case .delimited(let shape): return try shape.value.fields(line)
        case .snowplow(let event): return try event.value.fields(line)
        }
    }

    /// The field that a column, by its place, or a key is read as; nil for one that is not read.
    func field(of name: String, at place: Int?) -> Int? {
        switch self {
        case .json(let shape): return shape.value.field(of: name)
        case .metarank, .snowplow: return nil
        case .delimited(let shape):
            guard let place, shape.value.columns.indices.contains(place) else { return nil }
            return shape.value.columns[place]
        }
    }

    /// What finds the fields of several records in a line, nil where a line is one record.
    var multiple: JSONShape? {
        if case .json(let shape) = self, shape.value.isMultiple { shape.value } else { nil }
    }
}

/// A value behind one reference.
///
/// A shape holds several arrays. Each line takes it out of the layout, which would otherwise retain
/// and release every one of them.
final class Shared<Value: Sendable>: Sendable {
    let value: Value

    init(_ value: Value) { self.value = value }
}
