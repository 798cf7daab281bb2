public import Interest

// The prompt: interests in words, what is left of each as a share of the strongest, and
// how long ago they were last met. Shares are rounded to tenths and ages to a few words, so that
// profiles that hardly differ ask the same and are answered from the cache. No ids, no key, and no
// text of a user.

/// The texts that a reranker is sent.
public struct RerankPrompt: Hashable, Sendable {
    /// The name of the template; another template makes other keys in the cache.
    public static let version = "1"

    /// Who the list is for, by their interests.
    public let query: String
    /// One for each candidate.
    public let documents: [String]

    /// How many tokens both have, guessed.
    public var tokens: Int { TokenEstimate.of([query] + documents) }

    /// Writes the texts; nil where no interest has a title to tell.
    public init?(
        _ interests: [ItemWeight], for candidates: [ItemID], items: [ItemID: Item],
        at time: Timestamp, interestsMax: Int = 10
    ) {
        let liked = interests.filter { $0.weight > 0 }.sorted().prefix(interestsMax)
        guard let most = liked.first?.weight, most.isFinite else { return nil }
        let lines = liked.compactMap { interest -> String? in
            guard let text = items[interest.item].flatMap(ItemText.of) else { return nil }
            let share = (interest.weight / most * 10).rounded() / 10
            return "- \(text.prefix(200)) (\(share) left, \(Self.age(interest.last, time)))"
        }
        guard !lines.isEmpty else { return nil }
        query =
            "What this person likes now, strongest first, with what is left of each interest and "
            + "when they last met it:\n" + lines.joined(separator: "\n")
            + "\nWhat would they choose next?"
        documents = candidates.map { candidate in
            String((items[candidate].flatMap(ItemText.of) ?? "(no description)").prefix(400))
        }
    }

    /// A length of time in a few words.
    static func age(_ last: Timestamp, _ now: Timestamp) -> String {
        let hours = max(0, now.milliseconds - last.milliseconds) / 3_600_000
        return switch hours {
        case ..<1: "just now"
        case ..<24: "today"
        case ..<48: "yesterday"
        case ..<(24 * 14): "\(hours / 24) days ago"
        case ..<(24 * 60): "\(hours / 24 / 7) weeks ago"
        case ..<(24 * 730): "\(hours / 24 / 30) months ago"
        default: "\(hours / 24 / 365) years ago"
        }
    }
}
