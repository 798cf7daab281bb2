/// What is known of a user besides behavior.
public struct Profile: Hashable, Sendable {
    /// The user's id.
    public var id: UserID
    /// What describes the user: words, or any labels that the source has.
    public var labels: Labels
    /// A remark of the operator's.
    public var comment: String

    /// Puts one together.
    public init(id: UserID, labels: Labels = .none, comment: String = "") {
        self.id = id
        self.labels = labels
        self.comment = comment
    }
}
