public import Interest

/// What a column may be by its name, for a proposal that a person looks at: an import itself never
/// guesses so.
public enum FieldGuess {
    private static let stems: [(field: String, words: [String])] = [
        ("time", ["timestamp", "time", "date", "created"]),
        (
            "user",
            ["user", "visitor", "customer", "member", "client", "reviewer", "session"]
        ),
        (
            "item",
            [
                "item", "product", "movie", "book", "article", "asin", "sku", "song", "track",
                "artist", "game", "business", "content", "stock", "isbn", "video", "news",
            ]
        ),
        ("action", ["event", "action", "behavior", "behavior", "type", "interaction"]),
        ("value", ["rating", "score", "stars", "overall", "value", "plays", "quantity"]),
    ]

    private static let actions: [(action: Action, words: [String])] = [
        (.browse, ["view", "pv", "impression", "browse", "visit", "read", "play", "listen"]),
        (.purchase, ["purchase", "buy", "order", "transaction", "checkout", "paid"]),
        (.click, ["click", "cart", "fav", "like", "wish", "select", "save", "add"]),
        (.rating, ["rating", "rate", "review"]),
    ]

    /// The field that a name stands for; nil where it is like none.
    public static func field(_ name: String) -> String? {
        let word = name.lowercased()
        let last = word.split(separator: ".").last.map(String.init) ?? word
        return stems.first { stem in stem.words.contains { last.contains($0) } }?.field
    }

    /// Our action that an action of another system is most like; nil where it is like none.
    public static func action(_ name: String) -> Action? {
        let word = name.lowercased()
        return actions.first { entry in entry.words.contains { word.contains($0) } }?.action
    }
}
