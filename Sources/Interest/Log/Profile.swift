/// What is known of a user besides behaviour.
public struct Profile: Hashable, Sendable {
    /// The user's id.
    public var id: UserID
    /// Free words that describe the user.
    public var labels: [String]
    /// A remark of the operator's.
    public var comment: String

    /// Puts one together.
    public init(id: UserID, labels: [String] = [], comment: String = "") {
        self.id = id
        self.labels = labels
        self.comment = comment
    }
}
