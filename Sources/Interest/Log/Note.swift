/// What else a source says of a behavior: kept with it and given back, and nothing is made of it.
///
/// A reference, so that a behavior of which nothing more is said, as of most, stays small.
public final class Note: Hashable, Sendable {
    /// The most bytes of a comment.
    public static let commentLengthMax = 16_384

    /// What describes the behavior.
    public let labels: Labels
    /// A remark on it.
    public let comment: String

    /// Nil where nothing is said.
    public init?(labels: Labels = .none, comment: String = "") {
        guard labels != .none || !comment.isEmpty else { return nil }
        self.labels = labels
        self.comment = comment
    }

    /// Whether both say the same.
    public static func == (first: Note, second: Note) -> Bool {
        first.labels == second.labels && first.comment == second.comment
    }

    /// Feeds what it says.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(labels)
        hasher.combine(comment)
    }
}
