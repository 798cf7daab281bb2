/// Values as MongoDB's tools write them, relaxed and canonical:
///
///     {"$oid": "507f…"}   {"$date": "2024-03-01T10:00:00Z"}   {"$numberLong": "42"}
///     {"$date": {"$numberLong": "1709287200000"}}
enum ExtendedJSON {
    private static let words = JSONKeys([
        ("$oid", 0), ("$date", 0), ("$numberLong", 0), ("$numberInt", 0), ("$numberDouble", 0),
        ("$numberDecimal", 0), ("$symbol", 0), ("$uuid", 0),
    ])

    /// The value inside; the token itself where it is no such object.
    static func unwrapped(_ token: Token, _ line: Span<UInt8>) -> Token {
        var token = token
        while token.form == .object {
            var scanner = JSONLine(line, at: token.start + 1, until: token.end)
            guard let first = try? scanner.member(line, isFirst: true),
                words.entry(line, first.key.start, first.key.end) != nil
            else { return token }
            token = first.value
        }
        return token
    }
}
