public import Interest

extension String: WireValue {
    package static var schema: JSONSchema { .text() }
    package static var blank: String { "" }

    package init(reading json: JSON) throws(WireError) {
        guard case .text(let text) = json else { throw WireError("expected a text") }
        self = text
    }
}

extension Int: WireValue {
    /// Counts: none is below zero.
    package static var schema: JSONSchema { .whole(0...Int.max) }
    package static var blank: Int { 0 }

    package init(reading json: JSON) throws(WireError) {
        guard case .integer(let number) = json else { throw WireError("expected a whole number") }
        self = Int(number)
    }
}

extension Double: WireValue {
    package static var schema: JSONSchema { .number() }
    package static var blank: Double { 0 }

    package init(reading json: JSON) throws(WireError) {
        switch json {
        case .integer(let number): self = Double(number)
        case .number(let number): self = number
        // What JSON has no number for is written as null.
        case .null: self = .nan
        default: throw WireError("expected a number")
        }
    }
}

extension Bool: WireValue {
    package static var schema: JSONSchema { .flag }
    package static var blank: Bool { false }

    package init(reading json: JSON) throws(WireError) {
        guard case .bool(let truth) = json else { throw WireError("expected true or false") }
        self = truth
    }
}

extension Timestamp: WireValue {
    package static var schema: JSONSchema { .moment }
    package static var blank: Timestamp { .earliest }

    package init(reading json: JSON) throws(WireError) {
        guard case .text(let text) = json, let time = Timestamp(text) else {
            throw WireError("expected a time such as 2024-05-01T12:00:00Z")
        }
        self = time
    }
}

extension JSON: WireValue {
    package static var schema: JSONSchema { .anything }
    package static var blank: JSON { .null }

    package init(reading json: JSON) { self = json }

    package func write(to json: inout JSONWriter) { json.write(raw: description) }
}

extension Optional: DescribedJSON where Wrapped: DescribedJSON {
    package static var schema: JSONSchema { .nullable(Wrapped.schema) }
}

extension Optional: WireValue where Wrapped: WireValue {
    package static var blank: Wrapped? { nil }

    package init(reading json: JSON) throws(WireError) {
        self = json == .null ? nil : try Wrapped(reading: json)
    }
}

extension Array: WireValue where Element: WireValue {
    package static var blank: [Element] { [] }

    package init(reading json: JSON) throws(WireError) {
        guard case .array(let elements) = json else { throw WireError("expected an array") }
        var values: [Element] = []
        values.reserveCapacity(elements.count)
        for (index, element) in elements.enumerated() {
            do {
                values.append(try Element(reading: element))
            } catch {
                throw error.inside("[\(index)]")
            }
        }
        self = values
    }
}

/// An object whose names are data, such as the parameters of a model; written in order of names.
extension Dictionary: JSONWriter.Value where Key == String, Value: WireValue {
    package func write(to json: inout JSONWriter) {
        json.object { json in
            for (name, value) in sorted(by: { $0.key < $1.key }) {
                json.field(named: name, value)
            }
        }
    }
}

extension Dictionary: DescribedJSON where Key == String, Value: WireValue {
    package static var schema: JSONSchema { .object([], isOpen: true) }
}

extension Dictionary: WireValue where Key == String, Value: WireValue {
    package static var blank: [String: Value] { [:] }

    package init(reading json: JSON) throws(WireError) {
        guard case .object(let members) = json else { throw WireError("expected an object") }
        self = [:]
        for member in members {
            do {
                self[member.name] = try Value(reading: member.value)
            } catch {
                throw error.inside(member.name)
            }
        }
    }
}
