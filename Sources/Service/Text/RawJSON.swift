/// Text that is JSON already, and stands in it as it is.
struct RawJSON: JSONWriter.Value {
    let text: String

    func write(to json: inout JSONWriter) { json.write(raw: text) }
}
