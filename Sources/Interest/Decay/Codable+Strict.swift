/// A key as it stands in a description, known or not.
struct AnyKey: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
}

extension Decoder {
    /// Throws where the description has a key that nobody would read: a misspelt half-life must
    /// not silently become the default.
    func refuseKeys(except known: [String]) throws {
        let keys = try container(keyedBy: AnyKey.self).allKeys.map(\.stringValue)
        guard let unknown = keys.sorted().first(where: { !known.contains($0) }) else { return }
        throw LawError(unknown, "left out (known are \(known.joined(separator: ", ")))", "given")
    }
}
