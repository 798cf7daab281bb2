/// What a key lets its holder do.
///
/// No permission includes another: a page that only reports clicks gets a key that can write and
/// read nothing, and a key for the admin routes alone sees nobody's interests.
public enum Permission: String, Hashable, Sendable, CaseIterable {
    /// Ask for interests, recommendations, the catalog, and figures.
    case read
    /// Report behaviors and change the catalog.
    case write
    /// Use the admin routes.
    case admin
}
