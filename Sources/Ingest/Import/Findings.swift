public import Interest

/// What an import noticed about its records, for the operator to check before relying on the log.
public struct Findings: Hashable, Sendable {
    /// Behaviors looked at.
    public internal(set) var behaviors = 0
    /// Behaviors that are the same as one before them in the file.
    public internal(set) var repeated = 0
    /// The first of those.
    public internal(set) var firstRepeated: Behavior?
    /// Behaviors with the event id of another, in the file or in the log, that say something else.
    public internal(set) var conflicting = 0
    /// The first of those.
    public internal(set) var firstConflicting: Behavior?
    /// One that was in the log already.
    public internal(set) var firstKnown: Behavior?
    /// Behaviors with an id of their own.
    public internal(set) var withEvent = 0
    /// Behaviors with a time before 1980.
    public internal(set) var early = 0
    /// The first of those.
    public internal(set) var firstEarly: Behavior?
    /// Behaviors whose time is a midnight (UTC).
    public internal(set) var midnights = 0
    /// The largest value of a rating.
    public internal(set) var ratingMax: Double?
    /// Items that are new in the catalog.
    public internal(set) var itemsAdded = 0
    /// Items that the catalog had, and had otherwise.
    public internal(set) var itemsChanged = 0
    /// Items that the catalog had with the same values.
    public internal(set) var itemsUnchanged = 0
    /// Items that were removed.
    public internal(set) var itemsRemoved = 0
    /// Items to be removed that the catalog did not have.
    public internal(set) var itemsUnknown = 0
    /// Items with a category that has a comma in it.
    public internal(set) var commaCategories = 0

    /// Nothing yet.
    public init() {}
}
