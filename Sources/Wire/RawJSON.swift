package import Interest

/// Text that is JSON already, and stands in it as it is.
package struct RawJSON: JSONWriter.Value {
    let text: String

    /// Takes text that is JSON.
    package init(text: String) { self.text = text }

    package func write(to json: inout JSONWriter) { json.write(raw: text) }
}

extension RawJSON: WireValue {
    package static var schema: JSONSchema { .anything }
    package static var blank: RawJSON { RawJSON(text: "null") }

    package init(reading json: JSON) { text = json.description }
}
