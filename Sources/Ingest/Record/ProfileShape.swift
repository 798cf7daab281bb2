internal import Interest

/// Reads users' profiles, in Ebb's format and in Gorse's.
struct ProfileShape: RecordShape {
    static let noun = "profiles"
    static let names = FieldNames(fields: [
        .init(name: "id", aliases: ["UserId", "userId", "user_id", "user", "_id"], isNeeded: true),
        .init(name: "labels", aliases: ["Labels", "tags"], isNeeded: false),
        .init(name: "comment", aliases: ["Comment"], isNeeded: false),
    ])

    static let metarank = MetarankNames(kinds: ["user"], keys: ["id": "user"])

    private let separator: String

    init(_ options: ImportOptions) { separator = options.listSeparator ?? ImportOptions.separator }

    var given: Set<Int> { [] }

    mutating func record(_ tokens: Tokens, _ line: Span<UInt8>) throws(Fault) -> Profile {
        Profile(
            id: try tokens[0].identifier(line, as: UserID.self),
            labels: try ItemShape.labels(tokens[1], line, separator: separator),
            comment: try Self.comment(tokens[2], line))
    }

    /// The comment, or an empty text without one.
    static func comment(_ token: Token, _ line: Span<UInt8>) throws(Fault) -> String {
        if token.isNothing { return "" }
        return try ItemShape.bounded(
            token.text(line, "comment"), Note.commentLengthMax, "comment", at: token.start)
    }
}
