package import Interest

extension WireRecord {
    package static var blank: Self { Self() }

    package static var schema: JSONSchema {
        var (blank, visitor) = (Self(), SchemaVisitor())
        blank.visit(&visitor)
        return .object(visitor.fields)
    }

    package func write(to json: inout JSONWriter) {
        json.object { json in
            var copy = self
            copy.visit(&json)
        }
    }

    package init(reading json: JSON) throws(WireError) {
        guard case .object = json else { throw WireError("expected an object") }
        self.init()
        var visitor = ReadingVisitor(json: json)
        try visit(&visitor)
    }
}

extension WireValue {
    /// The value as the bytes of JSON.
    package var json: [UInt8] {
        var json = JSONWriter()
        write(to: &json)
        return json.bytes
    }

    /// Reads the value from the bytes of JSON.
    package init(parsing bytes: [UInt8]) throws(WireError) {
        let json: JSON
        do {
            json = try JSON(reading: bytes[...])
        } catch {
            throw WireError("no JSON: \(error)")
        }
        try self.init(reading: json)
    }
}

extension JSONWriter: FieldVisitor {
    package mutating func field<Value: WireValue>(_ name: String, _ value: inout Value) {
        field(name, value)
    }

    package mutating func optional<Value: WireValue>(_ name: String, _ value: inout Value?) {
        if let value { field(name, value) }
    }
}

/// Fills a record from an object. Names that the record does not have are skipped, so that a
/// newer server may send more.
private struct ReadingVisitor: FieldVisitor {
    let json: JSON

    mutating func field<Value: WireValue>(
        _ name: String, _ value: inout Value
    ) throws(WireError) {
        guard let found = json[name] else { throw WireError("missing").inside(name) }
        value = try Self.read(found, name)
    }

    mutating func optional<Value: WireValue>(
        _ name: String, _ value: inout Value?
    ) throws(WireError) {
        guard let found = json[name], found != .null else { return }
        value = try Self.read(found, name)
    }

    private static func read<Value: WireValue>(
        _ json: JSON, _ name: String
    ) throws(WireError) -> Value {
        do {
            return try Value(reading: json)
        } catch {
            throw error.inside(name)
        }
    }
}

/// Collects the fields for the documents.
private struct SchemaVisitor: FieldVisitor {
    var fields: [JSONSchema.Field] = []

    mutating func field<Value: WireValue>(_ name: String, _ value: inout Value) {
        fields.append(.needed(name, Value.schema))
    }

    mutating func optional<Value: WireValue>(_ name: String, _ value: inout Value?) {
        fields.append(.optional(name, Value.schema))
    }
}
