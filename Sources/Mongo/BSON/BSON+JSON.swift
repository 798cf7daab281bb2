internal import CMongo

/// Conversion to and from extended JSON, for people and tests; reads do not use it.
extension BSON: CustomStringConvertible {
    /// Reads extended JSON, canonical or relaxed.
    ///
    /// Throws ``StoreError/Code/malformed`` with the parser's reason.
    public init(json: String) throws(StoreError) {
        var json = json
        var error = bson_error_t()
        let parsed = json.withUTF8 { text in
            unsafe bson_new_from_json(text.baseAddress, text.count, &error)
        }
        guard let parsed = unsafe parsed else {
            throw .illFormed("invalid extended JSON: \(driverMessage(&error))")
        }
        defer { unsafe bson_destroy(parsed) }
        unsafe self.init(copying: parsed)
    }

    /// The document as relaxed extended JSON.
    public var json: String {
        withPointer { pointer in
            var length = 0
            guard let text = unsafe bson_as_relaxed_extended_json(pointer, &length) else {
                return "{ \"malformed\" : \(bytes.count) }"
            }
            // We free the text. It may contain an escaped NUL, but no raw one.
            defer { unsafe bson_free(text) }
            return unsafe String(cString: text)
        }
    }

    /// The document as canonical extended JSON, which contains the type of every value.
    ///
    /// Throws ``StoreError/Code/malformed`` for a document that JSON cannot represent.
    public func canonicalJSON() throws(StoreError) -> String {
        let text = withPointer { pointer -> String? in
            var length = 0
            guard let text = unsafe bson_as_canonical_extended_json(pointer, &length) else {
                return nil
            }
            // We free the text. It may contain an escaped NUL, but no raw one.
            defer { unsafe bson_free(text) }
            return unsafe String(cString: text)
        }
        guard let text else { throw .illFormed("the document cannot be written as JSON") }
        return text
    }

    /// The same as ``json``.
    public var description: String { json }
}
