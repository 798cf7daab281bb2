/// What `event` means in a file: logs have under that name the id of an event, or what was done.
enum EventMeaning: Hashable, Sendable {
    /// Its own id.
    case id
    /// What was done.
    case action
    /// Neither: it repeats, so it is no id, and another field is the action.
    case nothing

    private static let words: Set<String> = [
        "click", "browse", "purchase", "rating", "view", "addtocart", "transaction", "buy", "cart",
        "like", "play", "order", "favorite", "impression", "pageview", "remove",
    ]

    /// Decides by the values that stand in it.
    ///
    /// - Parameters:
    ///   - hasAction: whether another field says what was done.
    ///   - isGiven: whether the caller said what was done.
    ///   - known: names of actions that the caller gave.
    init(_ values: [String], hasAction: Bool, isGiven: Bool, known: Set<String>) {
        let distinct = Set(values)
        func isWord(_ value: String) -> Bool {
            known.contains(value)
                || Self.words.contains(value.lowercased().filter { $0 != "_" && $0 != " " })
        }
        let areWords = !values.isEmpty && distinct.allSatisfy(isWord)
        // An id that a log brings twice has digits in it; what is done is a word, or one of a few
        // codes.
        let areNames = distinct.allSatisfy { !$0.contains(where: \.isNumber) }
        let repeats = distinct.count * (areNames ? 1 : 4) <= values.count - (areNames ? 1 : 0)
        guard areWords || repeats && !values.isEmpty else {
            self = .id
            return
        }
        let areOurs = distinct.allSatisfy {
            known.contains($0) || ["click", "browse", "purchase", "rating"].contains($0)
        }
        self = hasAction || (isGiven && !areOurs) ? .nothing : .action
    }
}
