/// What a line does to its item as a whole.
enum ItemAction: Hashable {
    case update, removal

    private static let removals: Set<String> = [
        "delete", "deleted", "remove", "removed", "d", "del", "drop",
    ]
    private static let updates: Set<String> = [
        "update", "updated", "upsert", "insert", "inserted", "create", "created", "add", "added",
        "put", "set", "replace", "patch", "read", "u", "c", "i", "r",
    ]
    private static let yes: Set<String> = ["true", "1", "yes", "t"]
    private static let no: Set<String> = ["false", "0", "no", "f", ""]

    private init?(_ word: String) {
        let word = word.lowercased()
        if Self.removals.contains(word) || Self.yes.contains(word) {
            self = .removal
        } else if Self.updates.contains(word) || Self.no.contains(word) {
            self = .update
        } else {
            return nil
        }
    }

    /// Reads the field; a line without it is an update.
    init(_ token: Token, _ line: Span<UInt8>) throws(Fault) {
        switch token.form {
        case .absent, .null, .isFalse: self = .update
        case .isTrue: self = .removal
        default:
            let word = token.shown(line)
            guard let action = Self(word) else {
                throw Fault(
                    .unknownAction,
                    "the action \"\(word.prefix(40))\" is unknown: an item is updated or deleted",
                    at: token.start)
            }
            self = action
        }
    }

    /// Whether a column or key holds actions: words for them, or true and false under a name such
    /// as `deleted`. The column `Action` of MovieLens is a genre.
    static func areActions(_ values: [String], of name: String) -> Bool {
        let isFlag = FieldNames.plain(name).contains("deleted")
        return values.allSatisfy { value in
            let word = value.lowercased()
            return removals.contains(word) || updates.contains(word)
                || isFlag && (yes.contains(word) || no.contains(word))
        }
    }
}
