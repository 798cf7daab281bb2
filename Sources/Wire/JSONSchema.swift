/// What a piece of JSON, or a parameter, looks like: as much of JSON Schema as the service needs.
package indirect enum JSONSchema: Sendable {
    /// A text, at least so long; `pattern` is a regular expression of JavaScript.
    case text(min: Int = 0, pattern: String? = nil)
    /// One of these texts.
    case word([String])
    case whole(ClosedRange<Int>)
    case number(ClosedRange<Double>? = nil)
    case flag
    case array(JSONSchema, max: Int? = nil)
    /// Unless it is open, nothing but these fields.
    case object([Field], isOpen: Bool = false)
    case either([JSONSchema])
    case nullable(JSONSchema)
    case null
    case anything

    /// A field of an object.
    package struct Field: Sendable {
        package let name: String
        package let schema: JSONSchema
        package var isRequired = true

        package static func needed(_ name: String, _ schema: JSONSchema) -> Field {
            Field(name: name, schema: schema)
        }

        package static func optional(_ name: String, _ schema: JSONSchema) -> Field {
            Field(name: name, schema: schema, isRequired: false)
        }
    }
}

extension JSONSchema {
    /// An id of a user or an item: anything but nothing, of at most 1,024 bytes, without NUL.
    package static let id = text(min: 1, pattern: #"^[^\u0000]+$"#)

    /// A moment, as the service writes it.
    package static let moment = text(pattern: #"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3})?Z$"#)

    /// A moment of a request: ISO 8601, or seconds since 1970; an empty text counts as absent.
    package static let askedMoment = either([
        text(
            pattern: "^$|^(19[7-9][0-9]|[2-9][0-9]{3})-(0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])"
                + "T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]Z$"),
        whole(0...253_402_300_799),
    ])

    /// The same for a query, where an empty value counts as none: `n=`.
    package var orEmpty: JSONSchema {
        switch self {
        case .whole, .number: .either([self, .word([""])])
        case .word(let words) where !words.contains(""): .word(words + [""])
        default: self
        }
    }

    /// Yes or no, as a query says it.
    package static let askedFlag = word(["true", "false", "1", "0"])

    /// A length of time such as `30d`, as it may be asked for; an empty text counts as absent.
    package static let askedInterval = text(pattern: "^$|^[1-9][0-9]{0,3}(ms|s|min|h|d|w|y)$")
}

extension JSONSchema: JSONWriter.Value {
    package func write(to json: inout JSONWriter) {
        switch self {
        case .anything: json.object { _ in }
        case .either(let schemas): json.object { $0.field("anyOf", all: schemas) }
        case .nullable(let schema):
            json.object { $0.field("anyOf", all: [schema, .null]) }
        case .word(let words):
            json.object { json in
                json.field("type", "string")
                json.field("enum", all: words)
            }
        default: json.object { writeTyped(to: &$0) }
        }
    }

    private func writeTyped(to json: inout JSONWriter) {
        switch self {
        case .text(let min, let pattern):
            json.field("type", "string")
            if min > 0 { json.field("minLength", min) }
            if let pattern { json.field("pattern", pattern) }
        case .whole(let range):
            json.field("type", "integer")
            json.field("minimum", range.lowerBound)
            json.field("maximum", range.upperBound)
        case .number(let range):
            json.field("type", "number")
            if let range {
                json.field("minimum", range.lowerBound)
                json.field("maximum", range.upperBound)
            }
        case .flag: json.field("type", "boolean")
        case .null: json.field("type", "null")
        case .array(let element, let max):
            json.field("type", "array")
            json.field("items", element)
            if let max { json.field("maxItems", max) }
        case .object(let fields, let isOpen):
            json.field("type", "object")
            json.field(
                "properties",
                JSONObject { json in
                    for field in fields { json.field(named: field.name, field.schema) }
                })
            let required = fields.filter(\.isRequired).map(\.name)
            if !required.isEmpty { json.field("required", all: required) }
            if !isOpen { json.field("additionalProperties", false) }
        default: break
        }
    }
}

/// An object that is written by a closure, where a value is wanted.
package struct JSONObject: JSONWriter.Value {
    private let fill: (inout JSONWriter) -> Void

    /// An object of the fields that `fill` writes.
    package init(_ fill: @escaping (inout JSONWriter) -> Void) { self.fill = fill }

    package func write(to json: inout JSONWriter) { json.object(fill) }
}

extension JSONWriter {
    /// `"name":[…]` of all these values.
    @inlinable package mutating func field(_ name: String, all values: some Sequence<some Value>) {
        field(name) { json in
            for value in values { json.element(value) }
        }
    }
}

/// A value that is written as JSON, and says what the documents show of it.
package protocol DescribedJSON: JSONWriter.Value {
    /// What it looks like.
    static var schema: JSONSchema { get }
}

extension Array: DescribedJSON where Element: DescribedJSON {
    package static var schema: JSONSchema { .array(Element.schema) }
}
