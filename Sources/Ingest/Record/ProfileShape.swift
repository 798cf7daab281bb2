internal import Interest

/// Makes users' profiles, ours and Gorse's.
struct ProfileShape: RecordShape {
    /// The most bytes of a comment.
    static let commentLengthMax = 16_384

    static let noun = "profiles"
    static let names = FieldNames(fields: [
        .init(name: "id", aliases: ["UserId", "userId", "user_id", "user"], isNeeded: true),
        .init(name: "labels", aliases: ["Labels", "tags"], isNeeded: false),
        .init(name: "comment", aliases: ["Comment"], isNeeded: false),
    ])

    static let metarank = MetarankNames(kinds: ["user"], keys: ["id": "user"])

    private let separator: String

    init(_ options: ImportOptions) { separator = options.listSeparator }

    var given: Set<Int> { [] }

    mutating func record(_ tokens: Tokens, _ line: Span<UInt8>) throws(Fault) -> Profile {
        let comment =
            tokens[2].isNothing
            ? ""
            : try ItemShape.bounded(
                tokens[2].text(line, "comment"), Self.commentLengthMax, "comment",
                at: tokens[2].start)
        return Profile(
            id: try tokens[0].identifier(line, as: UserID.self),
            labels: try ItemShape.labels(tokens[1], line, separator: separator),
            comment: comment)
    }
}
