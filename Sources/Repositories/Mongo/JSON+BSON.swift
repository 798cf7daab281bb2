internal import Interest
internal import Mongo

// Stores JSON as documents and arrays that people can read and query: names keep their order, whole
// numbers have 64 bits, and nothing is packed.

extension BSONWriter {
    /// Appends any JSON value.
    mutating func append(_ key: String, _ json: JSON) {
        switch json {
        case .null: appendNull(key)
        case .bool(let value): append(key, value)
        case .integer(let number): append(key, number)
        case .number(let number): append(key, number)
        case .text(let text): append(key, text)
        case .array(let elements):
            array(key) { list in
                for element in elements { list.append(element) }
            }
        case .object(let members): document(key) { $0.append(members) }
        }
    }

    fileprivate mutating func append(_ members: [JSON.Member]) {
        for member in members { append(member.name, member.value) }
    }

    mutating func append(_ key: String, strings: [String]) {
        array(key) { list in
            for text in strings { list.append(text) }
        }
    }
}

extension BSONArrayWriter {
    /// Appends any JSON value as the next element.
    mutating func append(_ json: JSON) {
        switch json {
        case .null: appendNull()
        case .bool(let value): append(value)
        case .integer(let number): append(number)
        case .number(let number): append(number)
        case .text(let text): append(text)
        case .array(let elements):
            array { list in
                for element in elements { list.append(element) }
            }
        case .object(let members): document { $0.append(members) }
        }
    }
}

extension JSON {
    /// Reads the value of a field as JSON; dates and bytes, which JSON does not have, become null.
    init(_ element: borrowing BSONElement) throws(StoreError) {
        switch try element.content() {
        case .null, .other: self = .null
        case .bool(let value): self = .bool(value)
        case .int64(let number): self = .integer(number)
        case .double(let number): self = .number(number)
        case .string(let text): self = .text(text)
        case .array:
            var elements: [JSON] = []
            try element.forEach { element throws(StoreError) in
                elements.append(try JSON(element))
            }
            self = .array(elements)
        case .document:
            var members: [Member] = []
            try element.forEach { element throws(StoreError) in
                members.append(Member(name: try element.key(), value: try JSON(element)))
            }
            self = .object(members)
        }
    }
}
