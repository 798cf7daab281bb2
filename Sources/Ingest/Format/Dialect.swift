/// Whose files these are, where their lines follow the conventions of another system.
public enum Dialect: String, Hashable, Sendable, CaseIterable {
    /// JSON with `UserId`, `ItemId` and `FeedbackType`.
    case gorse = "in Gorse's shape"
    /// Metarank's events: one file has interactions, rankings, items and users.
    case metarank = "Metarank's events"
    /// MovieLens' ratings: `u.data` without a header, or `ratings.csv` with one that names a
    /// rating and no action. Each is a rating.
    case movieLens = "in MovieLens' shape, each a rating"
}
