/// A key as it stands in a description, known or not.
struct AnyKey: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
}

/// A description of which every key must be known and every value in its range: a misspelt
/// half-life must not silently become the default. Every complaint is a `LawError`.
struct StrictContainer {
    private let container: KeyedDecodingContainer<AnyKey>

    /// Throws where there is a key that nobody would read.
    init(_ decoder: any Decoder, keys known: [String]) throws {
        do {
            container = try decoder.container(keyedBy: AnyKey.self)
        } catch is DecodingError {
            throw LawError("the description", "an object", "something else")
        }
        let keys = container.allKeys.map(\.stringValue).sorted()
        guard let unknown = keys.first(where: { !known.contains($0) }) else { return }
        let list = known.isEmpty ? "there are none" : "known are \(known.joined(separator: ", "))"
        throw LawError(unknown, "left out (\(list))", "given")
    }

    /// Whether a key is there, with a value other than null.
    func has(_ key: String) -> Bool {
        let key = AnyKey(stringValue: key)
        return container.contains(key) && (try? container.decodeNil(forKey: key)) == false
    }

    /// The value of a key; `allowed` says what it has to be.
    func value<Value: Decodable>(
        _ key: String, _ allowed: String, as type: Value.Type = Value.self
    ) throws -> Value {
        guard has(key) else { throw LawError(key, allowed, "left out") }
        do {
            return try container.decode(type, forKey: AnyKey(stringValue: key))
        } catch let error as DecodingError {
            throw LawError(key, allowed, Self.found(error))
        }
    }

    /// The value of a key that is written as text, such as `30d`.
    func text<Value: LosslessStringConvertible>(
        _ key: String, _ allowed: String, as type: Value.Type = Value.self
    ) throws -> Value {
        let text = try value(key, allowed, as: String.self)
        guard let value = Value(text) else { throw LawError(key, allowed, "\"\(text)\"") }
        return value
    }

    private static func found(_ error: DecodingError) -> String {
        if case .dataCorrupted(let context) = error { return context.debugDescription }
        return "something else"
    }
}

extension ClosedRange {
    /// "1s to 365250d": what a message says may stand there.
    var allowed: String { "\(lowerBound) to \(upperBound)" }
}
